import { constants, createDeflateRaw, deflateRawSync } from 'node:zlib';
import { bench, describe } from 'vitest';
import { BLOCK_SIZE } from '../../src/model/view.ts';
import { openDeflater } from '../../src/store/zlibpieces.ts';
import { objects, renderCopy } from './pods.ts';

/** A segment: one family of a full block. */
const rows = objects.slice(0, BLOCK_SIZE).map(renderCopy);
const family = 3;
const text = Buffer.concat(rows.map(({ bytes, ends }) => bytes.subarray(ends[family - 1], ends[family])));

const out = Buffer.alloc(2 * text.length);
const deflate = createDeflateRaw({ level: 1, flush: constants.Z_FULL_FLUSH });
deflate.resume();

describe(`deflate a segment of ${text.length} bytes`, () => {
  for (const fast of [true, false]) {
    const deflateTo = openDeflater(fast);
    bench(`as the store does, ${fast ? 'one stream through its handle' : 'one-shot calls'}`, () => {
      deflateTo(text, 0, text.length, out, 0, out.length);
    });
  }
  bench('one-shot, window 2^15', () => {
    deflateRawSync(text, { level: 1, finishFlush: constants.Z_FULL_FLUSH });
  });
  bench('one-shot, level 6', () => {
    deflateRawSync(text, { level: 6, finishFlush: constants.Z_FULL_FLUSH });
  });
  bench('a stream on the thread pool', async () => {
    await new Promise((resolve) => deflate.write(text, resolve));
  });
});
