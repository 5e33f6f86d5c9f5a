import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { systemClock } from '../system/clock.ts';
import { Flusher } from './flusher.ts';

class Pending {
  pendingBytes = 0;
  readonly filled = new Set<Promise<void>>();
  flushes = 0;
  async flush(): Promise<void> {
    this.flushes++;
    this.pendingBytes = 0;
  }
  async flushBytes(bytes: number): Promise<void> {
    await systemClock.turn();
    this.pendingBytes -= bytes;
  }
}

const open = (bound?: number) => {
  const clock = new TestClock();
  const store = new Pending();
  return {
    clock,
    store,
    flusher: new Flusher(
      () => [store],
      clock,
      () => {},
      bound,
    ),
  };
};

describe('Flusher', () => {
  it('flushes after a quiet time, and not while changes come', () => {
    const { clock, store, flusher } = open();
    flusher.start();
    for (let i = 0; i < 10; i++) {
      store.pendingBytes += 10;
      clock.pass(500);
    }
    expect(store.flushes).toBe(0);
    clock.pass(1_000);
    expect(store.flushes).toBe(1);
    clock.pass(60_000);
    expect(store.flushes).toBe(1);
    flusher.stop();
  });

  it('frees memory when too much waits, and lets nobody bring more at twice the bound', async () => {
    const { store, flusher } = open(100);
    store.pendingBytes = 99;
    expect(flusher.pressure()).toBeUndefined();
    store.pendingBytes = 120;
    expect(flusher.pressure()).toBeUndefined();
    store.pendingBytes = 230;
    await flusher.pressure();
    expect(store.pendingBytes).toBeLessThan(230);
    expect(flusher.pressure()).toBeUndefined();
  });

  it('lets nobody bring more while filled blocks pile up', async () => {
    const { store, flusher } = open();
    let resolve = (): void => {};
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    for (let i = 0; i < 6; i++) store.filled.add(new Promise(() => {}));
    expect(flusher.pressure()).toBeUndefined();
    store.filled.add(promise);
    const wait = flusher.pressure();
    expect(wait).toBeInstanceOf(Promise);
    resolve();
    await wait;
  });
});
