import type { Clock } from '../base/clock.ts';

/** Times of the health check of a connection, in milliseconds. */
export interface LivenessTimes {
  /** Time without data after which the server is asked for a sign of life; 0: it is asked only when a request got no answer. */
  readonly idleMs: number;
  /** Time within which the answer has to come. */
  readonly answerMs: number;
}

/**
 * Health check of a connection, as golang.org/x/net/http2 has it: after a time without data a PING is sent, and a connection that
 * does not answer is dead, whatever TCP says of it. Data that arrives counts as an answer.
 */
export class Liveness {
  /** Set after `doubt` until something arrives: new requests should not rely on the connection. */
  doubted = false;
  private asking = false;
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
    this.look();
  }

  /** Something arrived. Called for each piece of data, so it moves no timer. */
  heard(): void {
    this.heardAt = this.clock.now();
    this.doubted = false;
    if (!this.asking) return;
    this.asking = false;
    this.cancel();
    this.look();
  }

  /**
   * A request that was sent at `since` got no answer in time. If nothing else has arrived after that either, the server is asked
   * at once.
   */
  doubt(since: number): void {
    if (this.doubted || this.heardAt > since) return;
    this.doubted = true;
    if (!this.asking) this.begin();
  }

  stop(): void {
    this.cancel();
  }

  private look(): void {
    const { idleMs } = this.times;
    if (idleMs === 0) return;
    const left = this.heardAt + idleMs - this.clock.now();
    if (left > 0) this.cancel = this.clock.after(left, () => this.look());
    else this.begin();
  }

  private begin(): void {
    this.asking = true;
    this.cancel();
    this.cancel = this.clock.after(this.times.answerMs, () => void this.judge());
    this.ask();
  }

  /** After a long block of the event loop timers come before the data that arrived meanwhile. */
  private async judge(): Promise<void> {
    for (let turn = 0; turn < 2; turn++) await this.clock.turn();
    if (this.asking) this.onDead();
  }
}
