import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import type { Log } from '../telemetry/log.ts';
import { SelfMetrics } from '../telemetry/self-metrics.ts';
import { MemoryBound } from './memory-bound.ts';

const MIB = 1024 * 1024;
const CGROUP = '/sys/fs/cgroup/memory.max';

function bound(args: { env?: Record<string, string>; auto?: boolean; cgroupMiB?: number } = {}) {
  const clock = new TestClock();
  const state = { usedMiB: 50, garbageMiB: 0, collections: 0, cgroupMiB: args.cgroupMiB };
  const lines: string[] = [];
  const files: Record<string, () => string> = {
    '/proc/self/cgroup': () => '0::/\n',
    '/proc/self/mountinfo': () => '30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
    [CGROUP]: () => (state.cgroupMiB === undefined ? 'max' : String(state.cgroupMiB * MIB)),
  };
  const metrics = new SelfMetrics({});
  const memory = new MemoryBound({
    options: { autoGomemlimit: args.auto ?? false, autoGomemlimitRatio: 0.5 },
    env: args.env ?? {},
    files: { readNow: (name) => Buffer.from(files[name]!()) },
    memory: {
      usedBytes: () => state.usedMiB * MIB,
      limitBytes: 1_000 * MIB,
      collect: () => {
        state.collections++;
        state.usedMiB -= state.garbageMiB;
      },
    },
    clock,
    log: { info: (fields: object) => lines.push(JSON.stringify(fields)) } as unknown as Log,
    metrics,
  });
  const shown = async (): Promise<number> =>
    Number(
      /^kube_state_metrics_memory_bound_bytes \+?(\S+)$/m.exec(await metrics.text())![1]!.replace('Inf', 'Infinity'),
    ) / MIB;
  return { memory, clock, state, lines, shown };
}

describe('the bound', () => {
  it.each([
    ['the memory of the machine', {}, 1_000],
    ['the control group', { cgroupMiB: 200 }, 200],
    ['a share of the control group', { cgroupMiB: 200, auto: true }, 100],
    ['a share of the machine', { auto: true }, 500],
    ['GOMEMLIMIT', { env: { GOMEMLIMIT: '150MiB' }, cgroupMiB: 200, auto: true }, 150],
    ['the control group where GOMEMLIMIT is beyond it', { env: { GOMEMLIMIT: '1GiB' }, cgroupMiB: 200 }, 200],
    ['none where GOMEMLIMIT is off', { env: { GOMEMLIMIT: 'off' }, cgroupMiB: 200 }, Number.POSITIVE_INFINITY],
  ])('is %s', async (_, args, mib) => {
    const { shown, lines } = bound(args);
    expect(await shown()).toBe(mib);
    expect(lines).toHaveLength(1);
  });

  it('is refused where GOMEMLIMIT is not what Go takes', () => {
    expect(() => bound({ env: { GOMEMLIMIT: '1G' } })).toThrow(
      'GOMEMLIMIT: expected off or a number of bytes such as 250MiB, found "1G"',
    );
  });

  it('follows the control group, with a line for each change', async () => {
    const { memory, clock, state, lines, shown } = bound({ cgroupMiB: 200, auto: true });
    memory.start();
    clock.pass(30_000);
    expect(lines).toHaveLength(1);
    state.cgroupMiB = 400;
    clock.pass(10_000);
    expect([memory.limitBytes, await shown(), lines.length]).toEqual([400 * MIB, 200, 2]);
    state.cgroupMiB = undefined;
    clock.pass(10_000);
    expect([memory.limitBytes, await shown(), lines.length]).toEqual([1_000 * MIB, 500, 3]);
    memory.stop();
    state.cgroupMiB = 100;
    clock.pass(60_000);
    expect(lines).toHaveLength(3);
  });

  it('leaves the limit beyond which lists are refused alone', () => {
    expect(bound({ env: { GOMEMLIMIT: '10MiB' }, cgroupMiB: 200 }).memory.limitBytes).toBe(200 * MIB);
  });
});

describe('garbage', () => {
  it('is collected near the bound, and not before', () => {
    const { memory, clock, state } = bound({ cgroupMiB: 100 });
    memory.start();
    state.usedMiB = 89;
    clock.pass(60_000);
    expect([state.collections, memory.near]).toEqual([0, false]);
    state.usedMiB = 95;
    state.garbageMiB = 20;
    clock.pass(1_000);
    expect([state.collections, state.usedMiB, memory.near]).toEqual([1, 75, false]);
  });

  it('is collected twice after the first sync, where that takes little time', () => {
    const { memory, state, clock } = bound();
    memory.settle();
    expect(state.collections).toBe(1);
    clock.pass(20_000);
    expect(state.collections).toBe(2);
    state.usedMiB = 200;
    memory.settle();
    clock.pass(20_000);
    expect(state.collections).toBe(2);
  });

  it('is collected rarely where little of it is found', () => {
    const { memory, clock, state } = bound({ cgroupMiB: 100 });
    memory.start();
    state.usedMiB = 99;
    clock.pass(29_000);
    expect(state.collections).toBe(1);
    clock.pass(5_000);
    expect(state.collections).toBe(2);
    memory.relieve();
    expect(state.collections).toBe(2);
  });

  it('that a spike has left behind is collected within a minute, also far from the bound', () => {
    const { memory, clock, state } = bound();
    memory.start();
    clock.pass(61_000);
    state.usedMiB = 200;
    state.garbageMiB = 100;
    clock.pass(1_000);
    expect([state.collections, state.usedMiB]).toEqual([1, 100]);
    clock.pass(120_000);
    expect(state.collections).toBe(1);
  });
});
