import type { Clock } from '../base/clock.ts';

/** Times of the health check of a connection, in milliseconds. */
export interface LivenessTimes {
  /** Time without data after which the server is asked for a sign of life; 0: it is never asked. */
  readonly idleMs: number;
  /** Time within which the answer has to come. */
  readonly answerMs: number;
}

/**
 * Health check of a connection, as golang.org/x/net/http2 has it: after a time without data a PING is sent, and a connection that
 * does not answer is dead, whatever TCP says of it. Data that arrives counts as an answer.
 */
export class Liveness {
  /** A PING has no answer yet. */
  asking = false;
  private readonly clock: Clock;
  private readonly times: LivenessTimes;
  private readonly ask: () => void;
  private readonly onDead: () => void;
  private heardAt: number;
  private cancel: () => void = () => {};

  /** `ask` sends a PING, whose answer is reported by `heard`. `onDead` is called once. */
  constructor(clock: Clock, times: LivenessTimes, ask: () => void, onDead: () => void) {
    this.clock = clock;
    this.times = times;
    this.ask = ask;
    this.onDead = onDead;
    this.heardAt = clock.now();
    if (times.idleMs > 0) this.look();
  }

  /** Something arrived. Called for each piece of data, so it moves no timer. */
  heard(): void {
    this.heardAt = this.clock.now();
    if (!this.asking) return;
    this.asking = false;
    this.cancel();
    this.look();
  }

  stop(): void {
    this.cancel();
  }

  private look(): void {
    const { idleMs, answerMs } = this.times;
    const left = this.heardAt + idleMs - this.clock.now();
    if (left > 0) {
      this.cancel = this.clock.after(left, () => this.look());
      return;
    }
    this.asking = true;
    this.cancel = this.clock.after(answerMs, () => void this.judge());
    this.ask();
  }

  /** After a long block of the event loop timers come before the data that arrived meanwhile. */
  private async judge(): Promise<void> {
    for (let turn = 0; turn < 2; turn++) await this.clock.turn();
    if (this.asking) this.onDead();
  }
}
