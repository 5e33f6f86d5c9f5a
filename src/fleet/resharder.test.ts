import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { ShardAssignment } from '../sharding/shard-assignment.ts';
import type { Share } from '../sharding/share.ts';
import { systemClock } from '../system/clock.ts';
import { Resharder } from './resharder.ts';

const jump = (shard: number, total: number): Share => ({ algorithm: 'jump', shard, total });
const range = (shard: number, total: number): Share => ({ algorithm: 'range', shard, total });

/** A pipeline that notes what it is told, and lists as long as it is let. */
class Pipeline {
  readonly told: string[] = [];
  private finish: (() => void)[] = [];
  relist(): Promise<void> {
    this.told.push('relist');
    return new Promise((resolve) => this.finish.push(resolve));
  }
  reopen(): void {
    this.told.push('reopen');
  }
  async flush(): Promise<void> {
    this.told.push('flush');
  }
  publish(): void {
    this.told.push('publish');
  }
  async retain(): Promise<void> {
    this.told.push('retain');
  }
  async listed(): Promise<void> {
    for (const resolve of this.finish.splice(0)) resolve();
    await systemClock.turn();
  }
}

function open(first: Share) {
  const clock = new TestClock();
  const pipeline = new Pipeline();
  const shares = new ShardAssignment(first);
  const shown: Share[] = [];
  const pipelines = [pipeline];
  const targets = () => pipelines;
  const resharder = new Resharder({ shares, targets, clock, timeoutMs: 1_000, onShown: (share) => shown.push(share) });
  return { clock, pipeline, pipelines, shares, shown, resharder };
}

describe('Resharder', () => {
  it('publishes and drops what a pipeline staged that a reload added meanwhile', async () => {
    const { clock, pipeline, pipelines, resharder } = open(range(0, 2));
    const moved = resharder.move(range(1, 3), 500);
    await systemClock.turn();
    const added = new Pipeline();
    pipelines.push(added);
    await pipeline.listed();
    expect(added.told).toEqual(['flush', 'publish']);
    clock.pass(500);
    expect(await moved).toBe(true);
    expect(added.told).toEqual(['flush', 'publish', 'retain', 'reopen']);
  });

  it('shows the new share when it has been read, and drops the old one after the grace', async () => {
    const { clock, pipeline, shares, shown, resharder } = open(range(0, 2));
    const moved = resharder.move(range(1, 3), 500);
    await systemClock.turn();
    expect(pipeline.told).toEqual(['retain', 'relist']);
    expect(shown).toEqual([]);
    await pipeline.listed();
    expect(pipeline.told).toEqual(['retain', 'relist', 'flush', 'publish']);
    expect([shown, shares.current]).toEqual([[range(1, 3)], [range(1, 3), range(0, 2)]]);
    clock.pass(499);
    await systemClock.turn();
    expect(pipeline.told.length).toBe(4);
    clock.pass(1);
    expect(await moved).toBe(true);
    expect(pipeline.told.slice(4)).toEqual(['retain', 'reopen']);
    expect(shares.current).toEqual([range(1, 3)]);
  });

  it('keeps what moved until its new owners are ready, and for the grace after that', async () => {
    const { clock, pipeline, shares, shown, resharder } = open(jump(0, 2));
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const moved = resharder.move(jump(0, 3), 500, released);
    await systemClock.turn();
    expect(shown).toEqual([jump(0, 3)]);
    clock.pass(3_600_000);
    await systemClock.turn();
    expect(shares.current).toEqual([jump(0, 3), jump(0, 2)]);
    release();
    await systemClock.turn();
    clock.pass(499);
    await systemClock.turn();
    expect(shares.current).toHaveLength(2);
    clock.pass(1);
    expect(await moved).toBe(true);
    expect(shares.current).toEqual([jump(0, 3)]);
    expect(pipeline.told.at(-1)).toBe('retain');
  });

  it('ends a move whose new owners never get ready when another move or the end comes', async () => {
    const { resharder, shares } = open(jump(0, 2));
    const never = new Promise<void>(() => {});
    const first = resharder.move(jump(0, 3), 500, never);
    await systemClock.turn();
    const second = resharder.move(jump(0, 2), 500, never);
    expect(await first).toBe(false);
    await systemClock.turn();
    expect(shares.current[0]).toEqual(jump(0, 2));
    resharder.stop();
    expect(await second).toBe(false);
  });

  it('reads nothing where it has it all, as when jump adds a shard', async () => {
    const { clock, pipeline, shown, resharder } = open(jump(1, 2));
    const moved = resharder.move(jump(1, 3), 10);
    await systemClock.turn();
    expect(pipeline.told).toEqual(['retain', 'publish']);
    expect(shown).toEqual([jump(1, 3)]);
    clock.pass(10);
    expect(await moved).toBe(true);
  });

  it('goes on without a resource that cannot be read in time', async () => {
    const { clock, shown, resharder } = open(jump(0, 3));
    void resharder.move(jump(0, 2), 10);
    await systemClock.turn();
    clock.pass(1_000);
    await systemClock.turn();
    expect(shown).toEqual([jump(0, 2)]);
  });

  it('gives way to a later move, which keeps showing what was shown', async () => {
    const { clock, pipeline, shares, shown, resharder } = open(jump(0, 3));
    const first = resharder.move(jump(0, 2), 10);
    const second = resharder.move(jump(0, 1), 10);
    await systemClock.turn();
    await pipeline.listed();
    expect(await first).toBe(false);
    expect(shown).toEqual([jump(0, 1)]);
    expect(shares.current).toEqual([jump(0, 1), jump(0, 3)]);
    clock.pass(10);
    expect(await second).toBe(true);
    expect(shares.current).toEqual([jump(0, 1)]);
  });

  it('replaces at once what nobody sees', async () => {
    const { pipeline, shares, shown, resharder } = open(jump(0, 3));
    const replaced = resharder.replace(jump(2, 3));
    await systemClock.turn();
    expect(pipeline.told).toEqual(['publish', 'retain', 'relist']);
    expect(shares.current).toEqual([jump(2, 3)]);
    await pipeline.listed();
    expect(await replaced).toBe(true);
    expect(shown).toEqual([]);
  });
});
