import { constants, createDeflateRaw, deflateRawSync } from 'node:zlib';
import { bench, describe } from 'vitest';
import { BLOCK_SIZE } from '../../src/model/view.ts';
import { familyTexts } from '../../src/render/plan.ts';
import { mostDeflatedBytes, openPlainCodec, openWasmCodec } from '../../src/store/rowcodec.ts';
import { objects, plan, renderCopy } from './pods.ts';

/** A segment: one family of a full block. */
const family = 3;
const text = Buffer.from(
  objects
    .slice(0, BLOCK_SIZE)
    .map((object) => familyTexts(plan, renderCopy(object))[family])
    .join(''),
);

const deflate = createDeflateRaw({ level: 1, flush: constants.Z_FULL_FLUSH });
deflate.resume();

describe(`deflate a segment of ${text.length} bytes`, () => {
  for (const [name, open] of Object.entries({
    'as the store does': openWasmCodec,
    'level 1 of zlib': openPlainCodec,
  })) {
    const codec = open()!;
    const at = text.length + 64;
    text.copy(codec.room(at + mostDeflatedBytes(text.length)));
    const bytes = codec.deflate(0, text.length, at);
    bench(`${name}: ${bytes} bytes`, () => {
      codec.deflate(0, text.length, at);
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
