import type { Clock } from '../base/clock.ts';
import { CodedError, DecodeError, errorText } from '../base/errors.ts';
import type { Identified } from '../model/meta.ts';
import type { ApiStatus } from '../model/stream.ts';
import type { Failure } from './machine.ts';

/** What is known of one request while it runs, and the means to give it up. */
export class StreamControl {
  resourceVersion = '';
  /** Set when the server ended the watch with an error. */
  status: ApiStatus | undefined;
  /** Cancels the relist that waits for its time. */
  relisting: (() => void) | undefined;
  private readonly clock: Clock;
  private readonly abort = new AbortController();
  private readonly onStop = (): void => this.abort.abort();
  private readonly stopping: AbortSignal;
  private cancelQuiet: (() => void) | undefined;
  private failure: Failure | undefined;
  private lastArrival = 0;
  private quietMs = 0;

  constructor(clock: Clock, stopping: AbortSignal) {
    this.clock = clock;
    this.stopping = stopping;
    if (stopping.aborted) this.abort.abort();
    stopping.addEventListener('abort', this.onStop);
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** Gives the request up unless something arrives within `ms`. One timer runs: it looks again when it fires. */
  quietFor(ms: number): void {
    this.lastArrival = this.clock.now();
    if (ms === this.quietMs) return;
    this.quietMs = ms;
    this.cancelQuiet?.();
    this.watchQuiet(ms);
  }

  saw(object: Identified): void {
    const version = (object.metadata as { resourceVersion?: string }).resourceVersion;
    if (version) this.resourceVersion = version;
  }

  abandon(failure: Failure): void {
    this.failure = failure;
    this.abort.abort();
  }

  /** Throws where the request was given up: what has arrived already is not to be looked at. */
  throwIfAbandoned(): void {
    if (this.abort.signal.aborted) throw new Error('the request was given up');
  }

  failureOf(error: unknown): Failure {
    if (this.failure) return this.failure;
    if (error instanceof StatusError) return { kind: 'status', status: error.status, retryAfterMs: error.retryAfterMs };
    if (error instanceof DecodeError && error.code !== 'DECODE_TRUNCATED') {
      return { kind: 'lost', message: error.message };
    }
    if (error instanceof CodedError && error.code === 'FORM_UNSUPPORTED')
      return { kind: 'lost', message: error.message };
    const cut = error instanceof CodedError && (error.code === 'API_BODY_CUT' || error.code === 'DECODE_TRUNCATED');
    return { kind: cut ? 'cut' : 'unreachable', message: errorText(error) };
  }

  close(): void {
    this.cancelQuiet?.();
    this.relisting?.();
    this.stopping.removeEventListener('abort', this.onStop);
    this.abort.abort();
  }

  private watchQuiet(ms: number): void {
    this.cancelQuiet = this.clock.after(ms, () => {
      const left = this.lastArrival + this.quietMs - this.clock.now();
      if (left > 0) this.watchQuiet(left);
      else this.abandon({ kind: 'silent', message: `nothing arrived for ${Math.round(this.quietMs / 1000)} s` });
    });
  }
}

/** The API server answered with a Status. */
export class StatusError extends Error {
  readonly status: ApiStatus;
  readonly retryAfterMs: number | undefined;
  constructor(status: ApiStatus, retryAfterMs: number | undefined) {
    super(status.message);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}
