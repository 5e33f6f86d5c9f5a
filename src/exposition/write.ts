import { finished, type Writable } from 'node:stream';
import type { Turns } from '../base/turns.ts';
import type { Reader } from './production.ts';

/**
 * Writes an answer at the reader's pace and ends the stream. Resolves to the number of bytes written when the stream is done with
 * them. It has to be done with a chunk when it calls its write back, as sockets are. A reader that goes away ends the writing
 * without an error. `turns` are shared by all answers under way. `wrote` is told of each chunk that the stream takes.
 */
export async function writeAnswer(
  out: Writable,
  answer: Reader,
  turns: Turns,
  wrote: (bytes: number) => void = () => {},
): Promise<number> {
  let bytes = 0;
  const held = new Set<() => void>();
  const closed = new Promise<void>((resolve) => finished(out, { readable: false }, () => resolve()));
  try {
    for (;;) {
      const turn = turns.next();
      if (turn) await turn;
      if (out.destroyed) break;
      const more = turns.run(() => {
        const chunk = answer.next();
        if (!chunk) return undefined;
        bytes += chunk.bytes.length;
        const release = (): void => {
          if (held.delete(release)) chunk.release();
        };
        held.add(release);
        return out.write(chunk.bytes, release);
      });
      if (more === undefined) break;
      if (!more) await drained(out);
      wrote(bytes);
    }
    if (!out.destroyed) out.end();
  } finally {
    answer.leave();
  }
  await closed;
  // A stream that was cut does not call back for all writes.
  for (const release of [...held]) release();
  return bytes;
}

/** Resolves when the stream takes more, or is gone. */
function drained(out: Writable): Promise<void> {
  if (out.destroyed || !out.writableNeedDrain) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      out.off('drain', done);
      out.off('close', done);
      resolve();
    };
    out.on('drain', done);
    out.on('close', done);
  });
}
