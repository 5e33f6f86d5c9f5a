import { describe, expect, it } from 'vitest';
import { converter } from '../../test/support/packing.ts';
import { TestClock } from '../../test/support/test-clock.ts';
import { viewsOf } from '../../test/support/views.ts';
import { Budget } from '../exposition/budget.ts';
import { SelfMetrics } from '../telemetry/self-metrics.ts';
import { Flusher } from './flusher.ts';
import { Scrapes } from './source.ts';

async function setUp() {
  const clock = new TestClock();
  const counts = { caughtUp: 0, flushed: 0, opened: 0, released: 0, held: 0 };
  const [view] = await viewsOf('raw', { things: { 1: ['a1\n', '', ''] } });
  const store = {
    pendingBytes: 0,
    filled: new Set<Promise<void>>(),
    flushBytes: async () => {},
    flush: async () => {
      counts.flushed++;
    },
    get heldBytes() {
      return counts.held;
    },
    open: () => {
      counts.opened++;
      return { view: view!, release: () => counts.released++ };
    },
  };
  const log = { info() {}, warn() {}, error() {}, debug() {} };
  const metrics = new SelfMetrics({});
  const scrapes = new Scrapes({
    flusher: new Flusher(
      () => [store],
      clock,
      () => {},
    ),
    drain: async () => {
      counts.caughtUp++;
    },
    stores: () => [store],
    budget: new Budget({ maxSeries: 0, maxSeriesPerFamily: 0, maxBytes: 0 }),
    converter,
    metrics,
    log,
    clock,
  });
  metrics.stop();
  return { scrapes, counts };
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

  it('takes what has arrived anew for those who ask later', async () => {
    const { scrapes, counts } = await setUp();
    const first = await scrapes.open();
    const second = await scrapes.open();
    expect(second.answers).not.toBe(first.answers);
    expect(counts).toMatchObject({ caughtUp: 2, flushed: 2, opened: 2 });
    first.release();
    second.release();
    expect(counts.released).toBe(2);
  });

  it('says when answers under way hold too much back', async () => {
    const { scrapes, counts } = await setUp();
    counts.held = 32 * 1024 * 1024;
    expect(scrapes.pressed).toBe(false);
    counts.held++;
    expect(scrapes.pressed).toBe(true);
  });
});
