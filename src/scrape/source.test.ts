import { describe, expect, it } from 'vitest';
import { converter } from '../../test/support/packing.ts';
import { TestClock } from '../../test/support/test-clock.ts';
import { viewsOf } from '../../test/support/views.ts';
import { SelfMetrics } from '../telemetry/self-metrics.ts';
import { Flusher } from './flusher.ts';
import { Scrapes } from './source.ts';

async function setUp() {
  const clock = new TestClock();
  const counts = { caughtUp: 0, flushed: 0, opened: 0, released: 0, held: 0 };
  const others = { ...counts };
  const [view] = await viewsOf('raw', { things: { 1: ['a1\n', '', ''] } });
  const storeOf = (own: typeof counts) => ({
    pendingBytes: 0,
    filled: new Set<Promise<void>>(),
    flushBytes: async () => {},
    flush: async () => {
      own.flushed++;
    },
    get heldBytes() {
      return own.held;
    },
    sizes: () => ({ ...view!, blocks: [] }),
    open: () => {
      own.opened++;
      return { view: view!, release: () => own.released++ };
    },
  });
  const target = { name: 'things', store: storeOf(counts), counts };
  const other = { name: 'others', store: storeOf(others), counts: others };
  const log = { info() {}, warn() {}, error() {}, debug() {} };
  const metrics = new SelfMetrics({});
  const scrapes = new Scrapes({
    flusher: new Flusher(
      () => [target.store, other.store],
      clock,
      () => {},
    ),
    drain: async (targets) => {
      for (const each of targets) each.counts.caughtUp++;
    },
    targets: () => [target, other],
    limits: { maxSeries: 0, maxSeriesPerFamily: 0, maxBytes: 0 },
    converter,
    metrics,
    log,
    clock,
  });
  metrics.stop();
  return { scrapes, counts, others };
}

describe('Scrapes', () => {
  it('opens one moment for those who ask at the same time, and lets go of it with the last', async () => {
    const { scrapes, counts } = await setUp();
    const all = await Promise.all([scrapes.open(), scrapes.open(), scrapes.open()]);
    expect(counts).toMatchObject({ caughtUp: 1, flushed: 1, opened: 1, released: 0 });
    expect(new Set(all.map(({ answers }) => answers)).size).toBe(1);
    all[0]!.release();
    all[2]!.release();
    expect(counts.released).toBe(0);
    all[1]!.release();
    expect(counts.released).toBe(1);
  });

  it('drains the watches again for scrapes that begin later', async () => {
    const { scrapes, counts } = await setUp();
    const first = await scrapes.open();
    const second = await scrapes.open();
    expect(second.answers).not.toBe(first.answers);
    expect(counts).toMatchObject({ caughtUp: 2, flushed: 2, opened: 2 });
    first.release();
    second.release();
    expect(counts.released).toBe(2);
  });

  it('takes, flushes and opens what is asked for and nothing else', async () => {
    const { scrapes, counts, others } = await setUp();
    const [some, same, all] = await Promise.all([
      scrapes.open((plural) => plural === 'things'),
      scrapes.open((plural) => plural.startsWith('th')),
      scrapes.open(),
    ]);
    expect(same.answers).toBe(some.answers);
    expect(counts).toMatchObject({ caughtUp: 2, flushed: 2, opened: 2 });
    expect(others).toMatchObject({ caughtUp: 1, flushed: 1, opened: 1 });
    for (const each of [some, same, all]) each.release();
    expect([counts.released, others.released]).toEqual([2, 1]);
  });

  it('says when answers under way hold too much back', async () => {
    const { scrapes, counts } = await setUp();
    counts.held = 32 * 1024 * 1024;
    expect(scrapes.pressed).toBe(false);
    counts.held++;
    expect(scrapes.pressed).toBe(true);
  });
});
