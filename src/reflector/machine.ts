import { isOlder } from '../base/resourceversion.ts';
import type { ApiStatus } from '../model/stream.ts';

/**
 * The list/watch state machine: state × event → state × actions. Pure: the driver in `reflector.ts` does what it says and
 * tells it what came of it. There is no final state.
 */

/** What is asked of the API server: a WatchList (KEP-3157), a page of a LIST, or a WATCH from a version. */
export type Request =
  | { readonly verb: 'watchList' }
  | { readonly verb: 'list'; readonly continue: string }
  | { readonly verb: 'watch'; readonly resourceVersion: string };

export type Health =
  /** Has not been synced, and nothing has failed. */
  | 'pending'
  | 'synced'
  /** The API server answers 401, 403 or 404. */
  | 'refused'
  | 'failing';

export interface State {
  /** What is under way, or what follows the wait. */
  readonly request: Request;
  /** Whether the server is thought to know WatchList: remembered, so that it is refused once only. */
  readonly watchList: boolean;
  /** The version up to which everything has been seen; empty before the first sync and after it has been lost. */
  readonly resourceVersion: string;
  /** Failures since the last success, for the back-off. */
  readonly failures: number;
  readonly health: Health;
  readonly everSynced: boolean;
}

export type Failure =
  | { readonly kind: 'status'; readonly status: ApiStatus; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'unreachable' | 'cut' | 'silent' | 'lost'; readonly message: string };

export type Event =
  | { readonly type: 'start' }
  /** What is to be seen is other than before: begin anew. */
  | { readonly type: 'relist' }
  /** The wait is over. */
  | { readonly type: 'resume' }
  /** A page has been read to its end. */
  | { readonly type: 'page'; readonly resourceVersion: string; readonly continue: string }
  | { readonly type: 'bookmark'; readonly resourceVersion: string; readonly initialEventsEnd: boolean }
  /** The watch has been quiet or busy for long enough to count as a success. */
  | { readonly type: 'settled' }
  /** The server ended the watch as servers do after a while. */
  | { readonly type: 'ended'; readonly resourceVersion: string }
  | { readonly type: 'failed'; readonly resourceVersion: string; readonly failure: Failure };

export type Action =
  | { readonly type: 'request'; readonly request: Request }
  /** Wait, with jitter, then say `resume`. `exact`: the server asked for it, so not a moment less. */
  | { readonly type: 'wait'; readonly ms: number; readonly exact: boolean }
  /** What is seen from here on counts as there. */
  | { readonly type: 'mark' }
  /** What has not been seen since `mark` is gone. */
  | { readonly type: 'sweep' };

/** Waits in milliseconds. */
export interface Waits {
  readonly firstMs: number;
  readonly maxMs: number;
  /** For what the server refuses for good: slower. */
  readonly refusedFirstMs: number;
  readonly refusedMaxMs: number;
}

/** Those of client-go's reflector for errors (800 ms to 30 s), and slower ones for refusals. */
export const defaultWaits: Waits = { firstMs: 800, maxMs: 30_000, refusedFirstMs: 10_000, refusedMaxMs: 300_000 };

export interface Outcome {
  readonly state: State;
  readonly actions: readonly Action[];
}

export function initialState(watchList: boolean): State {
  const request: Request = watchList ? { verb: 'watchList' } : { verb: 'list', continue: '' };
  return { request, watchList, resourceVersion: '', failures: 0, health: 'pending', everSynced: false };
}

/** The next state and what to do. */
export function next(state: State, event: Event, waits: Waits = defaultWaits): Outcome {
  switch (event.type) {
    case 'start':
    case 'relist':
      return sync(state, []);
    case 'resume':
      return resume(state);
    case 'page':
      return page(state, event);
    case 'bookmark':
      return bookmark(state, event);
    case 'settled':
      return { state: { ...state, failures: 0 }, actions: [] };
    case 'ended':
      return ended(state, event.resourceVersion, waits);
    case 'failed': {
      // Initial events come in no order of versions: only a watch can be taken up where it broke.
      const resourceVersion = state.request.verb === 'watch' ? event.resourceVersion : '';
      return failed({ ...state, resourceVersion }, event.failure, waits);
    }
  }
}

/** Begins from nothing known: by WatchList where the server has it, else by LIST. */
function sync(state: State, before: readonly Action[]): Outcome {
  const request: Request = state.watchList ? { verb: 'watchList' } : { verb: 'list', continue: '' };
  return {
    state: { ...state, request, resourceVersion: '' },
    actions: [...before, { type: 'mark' }, { type: 'request', request }],
  };
}

function watch(state: State, resourceVersion: string, before: readonly Action[] = []): Outcome {
  const request: Request = { verb: 'watch', resourceVersion };
  return { state: { ...state, request, resourceVersion }, actions: [...before, { type: 'request', request }] };
}

function resume(state: State): Outcome {
  const { request } = state;
  // A page that failed is asked for again: its token holds the snapshot.
  if (request.verb === 'list' && request.continue !== '') return { state, actions: [{ type: 'request', request }] };
  if (state.resourceVersion !== '') return watch(state, state.resourceVersion);
  return sync(state, []);
}

function page(state: State, event: Event & { type: 'page' }): Outcome {
  if (event.continue !== '') {
    const request: Request = { verb: 'list', continue: event.continue };
    return { state: { ...state, request, failures: 0 }, actions: [{ type: 'request', request }] };
  }
  return watch(synced(state), event.resourceVersion, [{ type: 'sweep' }]);
}

function synced(state: State): State {
  return { ...state, health: 'synced', everSynced: true, failures: 0 };
}

function bookmark(state: State, event: Event & { type: 'bookmark' }): Outcome {
  const { resourceVersion } = event;
  if (state.request.verb === 'watchList') {
    if (!event.initialEventsEnd) return { state, actions: [] };
    // The stream goes on as the live watch.
    const request: Request = { verb: 'watch', resourceVersion };
    return { state: { ...synced(state), request, resourceVersion }, actions: [{ type: 'sweep' }] };
  }
  // A server that was set back to an older state counts from there: what was seen since is not to be trusted.
  if (isOlder(resourceVersion, state.resourceVersion)) return sync(state, []);
  return { state: { ...state, resourceVersion, health: 'synced' }, actions: [] };
}

function ended(state: State, resourceVersion: string, waits: Waits): Outcome {
  const from = resourceVersion || state.resourceVersion;
  if (state.request.verb !== 'watch') {
    return failed(state, { kind: 'cut', message: 'ended before the initial events did' }, waits);
  }
  // A watch that ends at once again and again must not become a storm: it counts as a failure until it settles.
  if (state.failures === 0) return watch({ ...state, failures: 1 }, from);
  return wait({ ...state, resourceVersion: from, failures: state.failures + 1 }, waits, undefined);
}

function failed(state: State, failure: Failure, waits: Waits): Outcome {
  // What was lost is fetched by beginning anew.
  if (failure.kind === 'lost') return lostVersion(state, waits);
  if (failure.kind !== 'status') {
    // A list that was cut begins anew on its page; a WatchList begins anew; a watch goes on from where it was.
    return wait({ ...state, health: 'failing', failures: state.failures + 1 }, waits, undefined);
  }
  const { status, retryAfterMs } = failure;
  if (status.code === 410 || isTooLargeVersion(status)) return lostVersion(state, waits);
  if (refusesWatchList(state, status.code)) return sync({ ...state, watchList: false }, []);
  if (status.code === 401 || status.code === 403 || status.code === 404) return refused(state, waits);
  const asked = retryAfterMs ?? (status.retryAfterSeconds > 0 ? status.retryAfterSeconds * 1000 : undefined);
  return wait({ ...state, health: 'failing', failures: state.failures + 1 }, waits, asked);
}

/** The version is gone, or from a future that this server has not seen: begin anew, at first without a wait. */
function lostVersion(state: State, waits: Waits): Outcome {
  const lost: State = { ...state, resourceVersion: '', request: initialState(state.watchList).request };
  if (state.failures === 0) return sync({ ...lost, failures: 1 }, []);
  return wait({ ...lost, failures: state.failures + 1 }, waits, undefined);
}

/** Reason and text of a 504 for a version that the server has not reached (apiserver's NewTooLargeResourceVersionError). */
function isTooLargeVersion(status: ApiStatus): boolean {
  return status.code === 504 && /too large resource version/i.test(status.message);
}

/** Any refusal but those that concern the resource itself or the moment. */
function refusesWatchList(state: State, code: number): boolean {
  if (state.request.verb !== 'watchList') return false;
  const other = code === 401 || code === 403 || code === 404 || code === 408 || code === 409 || code === 429;
  return code >= 400 && code < 500 && !other;
}

function refused(state: State, waits: Waits): Outcome {
  const ms = Math.min(waits.refusedFirstMs * 2 ** Math.min(state.failures, 20), waits.refusedMaxMs);
  // Permissions may have changed what may be seen, so nothing is taken up where it was left.
  const next: State = { ...state, health: 'refused', failures: state.failures + 1, resourceVersion: '' };
  return {
    state: { ...next, request: initialState(state.watchList).request },
    actions: [{ type: 'wait', ms, exact: false }],
  };
}

function wait(state: State, waits: Waits, askedMs: number | undefined): Outcome {
  const backoff = Math.min(waits.firstMs * 2 ** Math.min(state.failures - 1, 20), waits.maxMs);
  const ms = Math.max(backoff, askedMs ?? 0);
  return { state, actions: [{ type: 'wait', ms, exact: askedMs !== undefined }] };
}
