import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/system/clock.ts';

/** A clock for tests: time passes when it is told to, and what is due is called in order. */
export class TestClock implements Clock {
  private at = 0;
  private due: { at: number; call: () => void }[] = [];

  now = (): number => this.at;
  unixMs = (): number => this.at;
  turn = systemClock.turn;
  random = (): number => 0.5;

  after = (ms: number, call: () => void): (() => void) => {
    const entry = { at: this.at + ms, call };
    this.due.push(entry);
    return () => {
      this.due = this.due.filter((d) => d !== entry);
    };
  };

  pass(ms: number): void {
    const end = this.at + ms;
    for (;;) {
      const next = this.due.filter((d) => d.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.due = this.due.filter((d) => d !== next);
      this.at = next.at;
      next.call();
    }
    this.at = end;
  }

  /** Lets a time pass step by step, with promises settling in between. */
  async passSlowly(ms: number, stepMs: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.pass(stepMs);
      await this.turn();
    }
  }
}
