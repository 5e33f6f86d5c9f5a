import { expect, it } from 'vitest';
import { ShardAssignment } from './shard-assignment.ts';
import { compileShare, type Share } from './share.ts';

const range = (shard: number, total: number): Share => ({ algorithm: 'range', shard, total });
const uids = Array.from({ length: 200 }, (_, i) => `uid-${i}`);
const of = (share: Share): string[] => uids.filter((uid) => compileShare(share)!.owns(uid));
const held = (shares: ShardAssignment): string[] => uids.filter((uid) => shares.ownership!.owns(uid));
const staged = (shares: ShardAssignment): string[] =>
  uids.filter((uid) => shares.ownership!.owns(uid) && shares.stages(uid));

it('holds two shares while it moves from one to the other, and shows the new one when it is told to', () => {
  const shares = new ShardAssignment(range(0, 2));
  expect([held(shares), staged(shares)]).toEqual([of(range(0, 2)), []]);
  expect(shares.selector).not.toContain('||');

  shares.hold(range(1, 3));
  const both = uids.filter((uid) => of(range(0, 2)).includes(uid) || of(range(1, 3)).includes(uid));
  expect(held(shares)).toEqual(both);
  expect(staged(shares)).toEqual(both.filter((uid) => !of(range(0, 2)).includes(uid)));
  expect(shares.selector).toContain('||');

  shares.show(range(1, 3));
  expect([held(shares), staged(shares)]).toEqual([both, []]);
  shares.keepOnly(range(1, 3));
  expect([held(shares), staged(shares)]).toEqual([of(range(1, 3)), []]);
  expect(shares.selector).not.toContain('||');
});

it('holds everything where there is one shard', () => {
  const shares = new ShardAssignment(range(0, 1));
  expect([shares.ownership, shares.selector, shares.stages('x')]).toEqual([undefined, '', false]);
  shares.hold(range(0, 2));
  expect([shares.ownership, shares.stages('x')]).toEqual([undefined, false]);
});
