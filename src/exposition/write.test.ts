import { PassThrough, Writable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writeScrape } from '../../test/scrape.ts';
import { viewsOf } from '../../test/support/views.ts';
import type { ResourceView } from '../model/view.ts';
import { WHOLE } from './partition.ts';

/** Enough for many blocks and some chunks. */
const things = Object.fromEntries(
  Array.from({ length: 3_000 }, (_, i) => [
    `uid-${i}`,
    [`a{n="${i}",x="${'é'.repeat(i % 90)}"} ${i}\n`, i % 3 === 0 ? `b{n="${i}"} 1\n` : '', ''],
  ]),
);

async function read(
  views: readonly ResourceView[],
  how: { gzip: boolean; openMetrics?: boolean; part?: typeof WHOLE },
) {
  const chunks: Buffer[] = [];
  const out = new Writable({
    highWaterMark: 1,
    write: (chunk: Buffer, _, done) => {
      // Chunks are used again.
      chunks.push(Buffer.from(chunk));
      setImmediate(done);
    },
  });
  const { bytes, length } = await writeScrape(out, views, {
    openMetrics: how.openMetrics ?? false,
    gzip: how.gzip,
    part: how.part ?? WHOLE,
  });
  const sent = Buffer.concat(chunks);
  expect(bytes).toBe(sent.length);
  if (length !== undefined) expect(length).toBe(sent.length);
  // gunzipSync checks the CRC and the length, and refuses what comes after the member.
  return (how.gzip ? gunzipSync(sent) : sent).toString();
}

describe.each(['raw', 'deflate'] as const)('writeScrape, %s at rest', (encoding) => {
  const views = viewsOf(encoding, { things, none: {}, others: { x: ['axa 1\n', '', 'cxc 2\n'] } });

  it.each([false, true])('gives the same text in both encodings, OpenMetrics: %s', async (openMetrics) => {
    const identity = await read(await views, { gzip: false, openMetrics });
    expect(identity.split('\n').filter((l) => l.startsWith('a{'))).toHaveLength(3_000);
    expect(identity.endsWith('# EOF\n')).toBe(openMetrics);
    expect(await read(await views, { gzip: true, openMetrics })).toBe(identity);
  });

  it('gives an empty text as an empty member', async () => {
    expect(await read([], { gzip: true })).toBe('');
  });

  // As many parts as the blocks are kept apart for, and fewer.
  it.each([2, 8, 64])('divides the objects, kept in %i partitions, into parts', async (partitions) => {
    const [all] = await viewsOf(encoding, { things });
    const whole = (await read([all!], { gzip: false })).split('\n').filter((l) => l && !l.startsWith('#'));
    const grouped = await viewsOf(encoding, { things }, partitions);
    for (const parts of [2, 8, 64].filter((n) => n <= partitions)) {
      const seen: string[] = [];
      for (let part = 0; part < parts; part += parts > 8 ? 9 : 1) {
        const gzip = part % 2 === 0;
        const lines = (await read(grouped, { gzip, part: { part, parts } })).split('\n');
        expect(lines.filter((l) => l.startsWith('#'))).toHaveLength(3);
        seen.push(...lines.filter((l) => l && !l.startsWith('#')));
      }
      expect(new Set(seen).size).toBe(seen.length);
      if (parts <= 8) expect(seen.sort()).toEqual([...whole].sort());
      else expect(seen.length).toBeGreaterThan(0);
    }
  });

  it('stops when the reader goes away', async () => {
    for (const gzip of [false, true]) {
      const out = new PassThrough({ highWaterMark: 1 });
      out.once('data', () => out.destroy());
      await writeScrape(out, await views, { openMetrics: false, gzip });
      expect(out.destroyed).toBe(true);
    }
  });
});
