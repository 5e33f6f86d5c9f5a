import { CodedError, connectionFault } from '../base/errors.ts';
import type { HttpBody } from '../base/network.ts';
import { systemClock } from './clock.ts';

/** The connection that a body comes on. */
export interface Flow {
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
  /** There is nothing more by now, and the reader does something else: it will ask again. */
  rest?(): void;
  /** The reader waits for whatever comes next. */
  idle?(): void;
}

/**
 * The body of an answer, read from its connection only while somebody asks for it. What comes without being asked for is
 * one piece; then the connection rests, and the kernel collects.
 */
export class Body implements HttpBody {
  private readonly controller: Flow;
  private readonly onOver: () => void;
  private pieces: Buffer[] = [];
  /** Somebody waits for pieces: all that come in the same turn are for them. */
  private asked = false;
  /** The reader takes what comes now and then. */
  private live = false;
  private over = false;
  private failure: unknown;
  private wake: (() => void) | undefined;

  /** `onOver` is called once, when nothing comes any more. */
  constructor(controller: Flow, onOver: () => void) {
    this.controller = controller;
    this.onOver = onOver;
  }

  push(piece: Buffer): void {
    if (this.over) return;
    this.pieces.push(piece);
    if (this.asked) this.wakeUp();
    else this.controller.pause();
  }

  end(): void {
    this.finish();
  }

  /** It was cut, or is not wanted any more. */
  fail(error: unknown): void {
    if (this.over) return;
    this.failure = new CodedError('API_BODY_CUT', connectionFault(error), error);
    this.finish();
  }

  /** Gives it up: what has arrived is forgotten and the connection closed. */
  abort(reason: Error): void {
    this.pieces = [];
    this.fail(reason);
    this.controller.abort(reason);
  }

  async more(): Promise<boolean> {
    if (this.ask()) return true;
    // One turn: what the kernel has comes in it.
    await systemClock.turn();
    this.asked = false;
    this.live = true;
    const arrived = this.pieces.length > 0 || this.over;
    if (!arrived) this.controller.rest?.();
    return arrived;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Buffer[]> {
    try {
      for (;;) {
        while (!this.ask()) {
          await new Promise<void>((resolve) => {
            this.wake = resolve;
            if (this.live && this.controller.idle) void this.waitIdly(this.controller.idle, resolve);
          });
        }
        this.asked = false;
        if (this.pieces.length > 0) {
          yield this.take();
          // More, and the end, may have arrived meanwhile.
          continue;
        }
        if (this.failure) throw this.failure;
        return;
      }
    } finally {
      if (!this.over) this.abort(new Error('the body was discarded'));
    }
  }

  /** Nothing has come for a turn. */
  private async waitIdly(idle: () => void, wake: () => void): Promise<void> {
    await systemClock.turn();
    if (this.wake === wake) idle();
  }

  /** Returns whether something has arrived by now, and lets the connection read if not. */
  private ask(): boolean {
    if (this.pieces.length === 0 && !this.over) {
      this.asked = true;
      this.controller.resume();
    }
    return this.pieces.length > 0 || this.over;
  }

  private take(): readonly Buffer[] {
    const { pieces } = this;
    this.pieces = [];
    return pieces;
  }

  private finish(): void {
    if (this.over) return;
    this.over = true;
    this.onOver();
    this.wakeUp();
  }

  private wakeUp(): void {
    this.wake?.();
    this.wake = undefined;
  }
}
