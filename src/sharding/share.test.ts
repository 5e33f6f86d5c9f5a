import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flags } from '../config/flags.ts';
import { hashRange } from './range.ts';
import { compileShare, compileShares, contains, type ShardingAlgorithm, type Share, selectorOf } from './share.ts';

interface Row {
  readonly uid: string;
  readonly shard: Readonly<Record<string, number>>;
}
const table = JSON.parse(
  readFileSync(new URL('../../test/conformance/units/sharding.json', import.meta.url), 'utf8'),
) as { shard: readonly Row[] };

const algorithms = Object.keys(flags.shardingAlgorithm.type.choices!) as ShardingAlgorithm[];
const owns = (share: Share, uid: string): boolean => compileShare(share)?.owns(uid) ?? true;
const uids = fc.oneof(fc.uuid(), fc.string({ unit: 'binary', maxLength: 40 }));
const totals = fc.integer({ min: 1, max: 20 });

it('jump agrees with the reference on every UID of its table', () => {
  expect(table.shard.length).toBeGreaterThan(50);
  for (const { uid, shard } of table.shard) {
    for (const [text, wanted] of Object.entries(shard)) {
      const total = Number(text);
      const owners = Array.from({ length: total }, (_, i) => i).filter((i) =>
        owns({ algorithm: 'jump', shard: i, total }, uid),
      );
      expect([uid, total, owners]).toEqual([uid, total, [wanted]]);
    }
  }
});

it('md5 is the digest as one number modulo the total', () => {
  fc.assert(
    fc.property(uids, totals, (uid, total) => {
      const wanted = BigInt(`0x${createHash('md5').update(uid).digest('hex')}`) % BigInt(total);
      expect(owns({ algorithm: 'md5', shard: Number(wanted), total }, uid)).toBe(true);
    }),
  );
});

describe.each(algorithms)('%s', (algorithm) => {
  it('gives each object to one shard, by its text as by its bytes', () => {
    fc.assert(
      fc.property(uids, totals, (uid, total) => {
        const bytes = Buffer.from(`x${uid}x`);
        const shares = Array.from({ length: total }, (_, shard) => compileShare({ algorithm, shard, total }));
        const byText = shares.map((s) => s?.owns(uid) ?? true);
        expect(byText.filter(Boolean)).toHaveLength(1);
        expect(shares.map((s) => s?.ownsBytes(bytes, 1, bytes.length - 1) ?? true)).toEqual(byText);
      }),
    );
  });

  it('knows when one share contains another', () => {
    const share = totals.chain((total) =>
      fc.integer({ min: 0, max: total - 1 }).map((shard): Share => ({ algorithm, shard, total })),
    );
    fc.assert(
      fc.property(share, share, fc.array(fc.uuid(), { minLength: 30, maxLength: 30 }), (outer, inner, ids) => {
        if (contains(outer, inner)) for (const uid of ids) expect(owns(outer, uid) || !owns(inner, uid)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

it('contains what it says of the shares that resharding meets', () => {
  const jump = (shard: number, total: number): Share => ({ algorithm: 'jump', shard, total });
  const range = (shard: number, total: number): Share => ({ algorithm: 'range', shard, total });
  expect(contains(jump(1, 2), jump(1, 3))).toBe(true);
  expect(contains(jump(1, 3), jump(1, 2))).toBe(false);
  expect(contains(range(0, 2), range(1, 4))).toBe(true);
  expect(contains(range(0, 2), range(1, 3))).toBe(false);
  expect(contains({ algorithm: 'md5', shard: 0, total: 2 }, { algorithm: 'md5', shard: 0, total: 4 })).toBe(false);
});

it('several shares are what any of them has', () => {
  const shares: Share[] = [
    { algorithm: 'jump', shard: 0, total: 3 },
    { algorithm: 'md5', shard: 1, total: 4 },
  ];
  const both = compileShares(shares)!;
  fc.assert(
    fc.property(fc.uuid(), (uid) => {
      expect(both.owns(uid)).toBe(shares.some((s) => owns(s, uid)));
      expect(both.ownsBytes(Buffer.from(uid), 0, uid.length)).toBe(both.owns(uid));
    }),
  );
  expect(compileShares([...shares, { algorithm: 'jump', shard: 0, total: 1 }])).toBeUndefined();
});

it('asks the API server for ranges, the last one up to 2^64', () => {
  const range = (shard: number, total: number): Share => ({ algorithm: 'range', shard, total });
  expect(selectorOf([range(0, 4)])).toBe("shardRange(object.metadata.uid, '0x0000000000000000', '0x4000000000000000')");
  expect(selectorOf([range(1, 2), range(2, 3)])).toBe(
    "shardRange(object.metadata.uid, '0x8000000000000000', '0x10000000000000000') || " +
      "shardRange(object.metadata.uid, '0xaaaaaaaaaaaaaaaa', '0x10000000000000000')",
  );
  expect(selectorOf([{ algorithm: 'jump', shard: 0, total: 2 }])).toBe('');
  expect(selectorOf([range(0, 1)])).toBe('');
  expect(hashRange(6, 7).end).toBe(2n ** 64n);
});
