import type { Clock } from '../base/clock.ts';
import { CodedError, DecodeError, errorText } from '../base/errors.ts';
import type { Identified } from '../model/meta.ts';
import type { ApiStatus } from '../model/stream.ts';
import type { BookmarkInterval } from './bookmark-interval.ts';
import type { ReflectorOptions } from './contract.ts';
import { InitialEvents } from './initial-events.ts';
import type { Failure } from './machine.ts';
import { Patience } from './patience.ts';
import type { SyncMode } from './sync-mode.ts';

/** State of one request while it runs, and the means to abandon it. */
export class RequestLifetime {
  resourceVersion = '';
  /** Set when the server ended the watch with an error. */
  status: ApiStatus | undefined;
  /** Cancels the relist that waits for its time. */
  relisting: (() => void) | undefined;
  /** Whole objects that came, those of others included; of these the first one's UID, or name. */
  objects = 0;
  first = '';
  /** Number of bookmarks. */
  bookmarks = 0;
  /** Number of objects and bookmarks that have been reported. */
  understood = 0;
  /** Number of complete objects that could not be decoded. */
  bad = 0;
  /** When it is given up for want of progress. */
  readonly patience: Patience;
  /** What has come of a WatchList; undefined: it is none. */
  initial: InitialEvents | undefined;
  mode: SyncMode | undefined;
  private readonly clock: Clock;
  private readonly abort = new AbortController();
  private readonly onStop = (): void => this.abort.abort();
  private readonly stopping: AbortSignal;
  private cancelSettled: (() => void) | undefined;
  private failure: Failure | undefined;

  constructor(clock: Clock, stopping: AbortSignal, bookmarks?: BookmarkInterval) {
    this.clock = clock;
    this.stopping = stopping;
    this.patience = new Patience(clock, (failure) => this.abandon(failure), bookmarks);
    if (stopping.aborted) this.abort.abort();
    stopping.addEventListener('abort', this.onStop);
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  saw({ metadata }: Identified): void {
    const version = (metadata as { resourceVersion?: string }).resourceVersion;
    if (version) this.resourceVersion = version;
    if (this.objects++ === 0) this.first = metadata.uid || `${metadata.namespace}/${metadata.name}`;
  }

  /** Whether what it brings is not to be taken for a success. */
  get doubtful(): boolean {
    return this.relisting !== undefined || this.status !== undefined || this.signal.aborted;
  }

  /** Calls back once when the watch has lasted for `ms` from now on. */
  settlesIn(ms: number, callback: () => void): void {
    this.cancelSettled ??= this.clock.after(ms, callback);
  }

  /** The initial events of a WatchList begin. */
  expectEnd({ endlessMs, endlessEmptyMs }: Pick<ReflectorOptions, 'endlessMs' | 'endlessEmptyMs'>): void {
    this.patience.expectEnd(endlessMs, endlessEmptyMs);
    this.initial = new InitialEvents(this.clock, endlessMs, (message) => this.abandon({ kind: 'endless', message }));
  }

  /** The stream is a live watch from now on. */
  live(): void {
    this.patience.live();
    this.initial?.end();
  }

  /** Something else is waited for: the time does not count. */
  async pause(until: Promise<void>): Promise<void> {
    const before = this.clock.now();
    await this.patience.pause(until);
    this.initial?.paused(this.clock.now() - before);
  }

  abandon(failure: Failure): void {
    this.failure ??= failure;
    this.abort.abort();
  }

  /** Throws where the request was given up: what has arrived already is not to be looked at. */
  throwIfAbandoned(): void {
    if (this.abort.signal.aborted) throw new Error('the request was canceled');
  }

  failureOf(error: unknown): Failure {
    if (this.failure) return this.failure;
    if (error instanceof StatusError) return { kind: 'status', status: error.status, retryAfterMs: error.retryAfterMs };
    if (error instanceof DecodeError && error.code !== 'DECODE_TRUNCATED') {
      return { kind: 'lost', message: error.message };
    }
    const code = error instanceof CodedError ? error.code : undefined;
    if (code === 'FORM_UNSUPPORTED' || code === 'API_LIST_STUCK') return { kind: 'lost', message: errorText(error) };
    const cut = code === 'API_BODY_CUT' || code === 'DECODE_TRUNCATED';
    return { kind: cut ? 'cut' : 'unreachable', message: errorText(error) };
  }

  close(): void {
    this.patience.end();
    this.initial?.end();
    this.relisting?.();
    this.cancelSettled?.();
    this.stopping.removeEventListener('abort', this.onStop);
    this.abort.abort();
  }
}

/** A response of the API server that is a Status. */
export class StatusError extends Error {
  readonly status: ApiStatus;
  readonly retryAfterMs: number | undefined;
  constructor(status: ApiStatus, retryAfterMs: number | undefined) {
    super(status.message);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}
