import { constants, createDeflateRaw, deflateRawSync } from 'node:zlib';
import { bench, describe } from 'vitest';
import { BLOCK_SIZE } from '../../src/model/view.ts';
import { mostDeflatedBytes, openRowDeflater, openZlibDeflater } from '../../src/store/deflater.ts';
import { objects, renderCopy } from './pods.ts';

/** A segment: one family of a full block. */
const rows = objects.slice(0, BLOCK_SIZE).map(renderCopy);
const family = 3;
const text = Buffer.concat(rows.map(({ bytes, ends }) => bytes.subarray(ends[family - 1], ends[family])));

const deflate = createDeflateRaw({ level: 1, flush: constants.Z_FULL_FLUSH });
deflate.resume();

describe(`deflate a segment of ${text.length} bytes`, () => {
  for (const [name, open] of Object.entries({
    'as the store does': openRowDeflater,
    'level 1 of zlib': openZlibDeflater,
  })) {
    const deflater = open()!;
    const at = text.length + 64;
    text.copy(deflater.room(at + mostDeflatedBytes(text.length)));
    const bytes = deflater.deflate(0, text.length, at);
    bench(`${name}: ${bytes} bytes`, () => {
      deflater.deflate(0, text.length, at);
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
