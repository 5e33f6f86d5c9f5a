import { setImmediate as settle } from 'node:timers/promises';
import type { Clock } from '../../src/base/clock.ts';
import { Random } from '../../src/simulator/generate/random.ts';

/** A clock on which a whole program runs: nothing happens but what is due on it, in order of time and then of request. */
export class SimulatedClock implements Clock {
  private at = 0;
  private readonly startUnixMs: number;
  private readonly chance: Random;
  private requests = 0;
  private due: { readonly at: number; readonly request: number; readonly call: () => void }[] = [];

  constructor(seed: number, startUnixMs: number) {
    this.chance = new Random(seed);
    this.startUnixMs = startUnixMs;
  }

  now = (): number => this.at;
  unixMs = (): number => this.startUnixMs + this.at;
  random = (): number => this.chance.next();
  turn = (): Promise<void> => new Promise((resolve) => this.after(0, resolve));

  after = (ms: number, call: () => void): (() => void) => {
    if (!Number.isFinite(ms) && ms !== Number.NEGATIVE_INFINITY) return () => {};
    const entry = { at: this.at + Math.max(ms, 0), request: this.requests++, call };
    this.due.push(entry);
    return () => {
      this.due = this.due.filter((d) => d !== entry);
    };
  };

  /** Runs until a promise settles, and gives what it resolves to. Throws where so much time passes before. */
  async runUntil<T>(wanted: Promise<T>, patienceMs = 600_000): Promise<T> {
    const end = this.at + patienceMs;
    let settled = false;
    const done = (): void => {
      settled = true;
    };
    wanted.then(done, done);
    for (;;) {
      // Promises and streams go as far as they can without time.
      await settle();
      if (settled) return wanted;
      const next = this.due.reduce<(typeof this.due)[number] | undefined>(
        (a, b) => (a && (a.at < b.at || (a.at === b.at && a.request < b.request)) ? a : b),
        undefined,
      );
      if (!next || next.at > end) throw new Error(`nothing more happens at ${this.at} ms`);
      this.due = this.due.filter((d) => d !== next);
      this.at = next.at;
      next.call();
    }
  }
}
