import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fnv1a64 } from './fnv.ts';
import { jumpShard } from './jump.ts';

interface Row {
  readonly uid: string;
  readonly shard: Readonly<Record<string, number>>;
}
const table = JSON.parse(
  readFileSync(new URL('../../test/conformance/units/sharding.json', import.meta.url), 'utf8'),
) as {
  shard: readonly Row[];
};

describe('jumpShard', () => {
  it('agrees with the reference on every UID of its table', () => {
    expect(table.shard.length).toBeGreaterThan(50);
    for (const { uid, shard } of table.shard) {
      for (const [total, wanted] of Object.entries(shard))
        expect([uid, total, jumpShard(uid, Number(total))]).toEqual([uid, total, wanted]);
    }
  });

  it('moves objects to new shards only', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 1, max: 50 }), (uid, total) => {
        const [before, after] = [jumpShard(uid, total), jumpShard(uid, total + 1)];
        expect(after === before || after === total).toBe(true);
      }),
    );
  });
});

describe('fnv1a64', () => {
  it('gives what the plain definition gives', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        let hash = 0xcbf29ce484222325n;
        for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
        const { high, low } = fnv1a64(text);
        expect((BigInt(high) << 32n) | BigInt(low)).toBe(hash);
      }),
    );
  });
});
