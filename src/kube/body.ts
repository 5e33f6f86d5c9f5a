import type { Dispatcher } from 'undici';
import { CodedError, errorText } from '../base/errors.ts';
import type { ApiBody } from '../model/transport.ts';

/**
 * The body of a response, which is read from its connection only while somebody asks for it. Without a request at most
 * one piece is read; then the connection pauses and the kernel buffers.
 */
export class Body implements ApiBody {
  private readonly controller: Dispatcher.DispatchController;
  private readonly onOver: () => void;
  private pieces: Buffer[] = [];
  /** Somebody waits for pieces: all that come in the same turn are for them. */
  private asked = false;
  private over = false;
  private failure: unknown;
  private wake: (() => void) | undefined;

  /** `onOver` is called once, when nothing comes any more. */
  constructor(controller: Dispatcher.DispatchController, onOver: () => void) {
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
    this.failure = new CodedError('API_BODY_CUT', describe(error), error);
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
    await new Promise(setImmediate);
    this.asked = false;
    return this.pieces.length > 0 || this.over;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Buffer[]> {
    try {
      for (;;) {
        while (!this.ask()) {
          await new Promise<void>((resolve) => {
            this.wake = resolve;
          });
        }
        this.asked = false;
        if (this.pieces.length > 0) yield this.take();
        if (!this.over) continue;
        if (this.failure) throw this.failure;
        return;
      }
    } finally {
      if (!this.over) this.abort(new Error('the body was discarded'));
    }
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

/** Describes the failure of a connection with its cause. */
export function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause ? `: ${errorText(error.cause)}` : '';
  const code = (error as { code?: string }).code;
  return `${errorText(error) || code || 'connection failed'}${cause}`;
}
