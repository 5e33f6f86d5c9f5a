import { describe, expect, it } from 'vitest';
import {
  LEAVING,
  nextTransitions,
  type RawLease,
  readActiveLease,
  readShardLease,
  STATE,
  TOTAL,
} from './lease-values.ts';

const raw = (name: string, annotations: Record<string, string> = {}, more: Partial<RawLease> = {}): RawLease => ({
  name,
  resourceVersion: '7',
  annotations: new Map(Object.entries(annotations)),
  holder: 'me',
  durationSeconds: 4,
  transitions: 3,
  ...more,
});

describe('the Lease of a shard', () => {
  it('says who holds it, and how far that is', () => {
    expect(readShardLease('f', raw('f-1-of-3', { [STATE]: 'ready', [LEAVING]: 'true' }), 12_000)).toEqual({
      name: 'f-1-of-3',
      shard: 1,
      total: 3,
      holder: 'me',
      state: 'ready',
      leaving: true,
      durationMs: 4_000,
      transitions: 3,
      resourceVersion: '7',
    });
    expect(readShardLease('f', raw('f-1-of-3-alt'), 12_000)).toMatchObject({
      name: 'f-1-of-3-alt',
      shard: 1,
      total: 3,
    });
  });

  it.each([
    'f',
    'g-0-of-2',
    'f-2-of-2',
    'f-0-of-0',
    'f-00-of-2',
    'f-0-of-02',
    'f-0-of-2-alt-alt',
    'f-0-of-1025',
    'f-0-of-300000000',
    'f--1-of-2',
    'f-0-of-2 ',
    'f-1e0-of-2',
    'f-0.5-of-2',
  ])('is none that is called %j', (name) => {
    expect(readShardLease('f', raw(name), 12_000)).toBeUndefined();
  });

  it.each([
    [2_147_483_647, 12_000],
    [Number.POSITIVE_INFINITY, 12_000],
    [Number.NaN, 0],
    [-5, 0],
    [0, 0],
    [undefined, 0],
    [1.5, 1_500],
  ])('lasts no longer than the own: %s', (durationSeconds, expected) => {
    expect(readShardLease('f', raw('f-0-of-1', {}, { durationSeconds }), 12_000)!.durationMs).toBe(expected);
  });

  it('has a state that there is, a holder of some length, and transitions that can be counted', () => {
    for (const state of ['<b>', '', 'SERVING', '__proto__', 'constructor'])
      expect(readShardLease('f', raw('f-0-of-1', { [STATE]: state }), 1)!.state).toBe('syncing');
    expect(readShardLease('f', raw('f-0-of-1', {}, { holder: undefined }), 1)!.holder).toBe('');
    expect(readShardLease('f', raw('f-0-of-1', {}, { holder: 'x'.repeat(1e6) }), 1)!.holder).toHaveLength(1_024);
    for (const [transitions, expected] of [
      [-1, 0],
      [2 ** 60, 2 ** 31 - 1],
      [1.5, 1],
      [undefined, 0],
    ] as const)
      expect(readShardLease('f', raw('f-0-of-1', {}, { transitions }), 1)!.transitions).toBe(expected);
  });

  it('counts its transitions as long as the API server takes the number', () => {
    expect([nextTransitions(0), nextTransitions(2 ** 31 - 2), nextTransitions(2 ** 31 - 1)]).toEqual([
      1,
      2 ** 31 - 1,
      0,
    ]);
  });
});

describe('the Lease that says which set serves', () => {
  it.each([
    ['2', 2],
    ['1024', 1_024],
    ['1025', 0],
    ['300000000', 0],
    ['5000000000', 0],
    ['0', 0],
    ['-1', 0],
    ['1.5', 0],
    ['1e3', 0],
    ['0x2', 0],
    [' 2', 0],
    ['02', 0],
    ['garbage', 0],
    ['', 0],
    ['٢', 0],
  ])('says %j', (text, total) => {
    expect(readActiveLease('f', raw('f', { [TOTAL]: text }))).toEqual({ name: 'f', total, resourceVersion: '7' });
  });

  it('is there without saying anything', () => {
    expect(readActiveLease('f', raw('f'))!.total).toBe(0);
    expect(readActiveLease('f', raw('f-alt', { [TOTAL]: '3' }))).toMatchObject({ name: 'f-alt', total: 3 });
    expect(readActiveLease('f', raw('f-0-of-2', { [TOTAL]: '3' }))).toBeUndefined();
  });
});
