import { randomUUID } from 'node:crypto';
import { bench, describe } from 'vitest';
import { peekProtobuf } from '../../src/decode/peek.ts';
import { compileShare } from '../../src/sharding/share.ts';
import { pods } from './pods.ts';

const uids = Array.from({ length: 1_000 }, () => Buffer.from(randomUUID()));

describe('the shard of 1,000 UIDs, of 8', () => {
  for (const algorithm of ['jump', 'range', 'md5'] as const) {
    const share = compileShare({ algorithm, shard: 3, total: 8 })!;
    bench(algorithm, () => {
      for (const uid of uids) share.ownsBytes(uid, 0, uid.length);
    });
  }
});

describe('passing over foreign pods', () => {
  const share = compileShare({ algorithm: 'jump', shard: 3, total: 8 })!;
  bench(`one look at the UID of each of ${pods.length}`, () => {
    for (const pod of pods) peekProtobuf(share, pod, 0, pod.length);
  });
});
