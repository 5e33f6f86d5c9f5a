import { constants, createDeflateRaw, deflateRawSync } from 'node:zlib';
import { bench, describe } from 'vitest';
import { BLOCK_SIZE } from '../../src/model/view.ts';
import { EXPAND_SLACK, maxDeflatedBytes, openPlainCodec, openWasmCodec } from '../../src/packing/row-codec.ts';
import { familyTexts } from '../../src/render/renderer.ts';
import { compression } from '../../test/support/packing.ts';
import { objects, plan } from './pods.ts';

/** A segment: one family of a full block. */
const family = 3;
const text = Buffer.from(
  objects
    .slice(0, BLOCK_SIZE)
    .map((object) => familyTexts(plan, object)[family])
    .join(''),
);

const deflate = createDeflateRaw({ level: 1, flush: constants.Z_FULL_FLUSH });
deflate.resume();

const codecs = { 'as the store does': openWasmCodec, 'without WebAssembly': () => openPlainCodec(compression) };

describe('write the samples of a block out in full', () => {
  const name = Buffer.from('kube_pod_container_status_ready');
  const identity = Buffer.from(
    '{namespace="team-17",pod="checkout-7f9c6d5b8-x2x7k",uid="0b2f6f0e-3c5a-4d0e-9a55-3f1c2b6d7e8f"',
  );
  const lines = Buffer.from(',container="main"} 1\n,container="proxy"} 1\n');
  for (const [how, open] of Object.entries(codecs)) {
    const codec = open();
    const nameAt = lines.length;
    const identityAt = nameAt + name.length;
    const to = identityAt + identity.length;
    Buffer.concat([lines, name, identity]).copy(codec.room(to + BLOCK_SIZE * 512 + EXPAND_SLACK));
    bench(how, () => {
      let end = to;
      for (let i = 0; i < BLOCK_SIZE; i++) end = codec.expand(0, nameAt, nameAt, identityAt, identityAt, to, end);
    });
  }
});

describe(`deflate a segment of ${text.length} bytes`, () => {
  for (const [how, open] of Object.entries(codecs)) {
    const codec = open();
    const at = text.length + 64;
    const room = codec.room(at + maxDeflatedBytes(text.length));
    text.copy(room);
    const bytes = codec.deflate(0, text.length, at);
    bench(`${how}: ${bytes} bytes`, () => {
      text.copy(codec.room(at));
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
