import type { ApiStatus } from '../model/stream.ts';
import { isOlder } from '../values/resource-version.ts';

/**
 * The list/watch state machine: state × event → state × actions. Pure: the driver in `reflector.ts` does what it says and
 * tells it what came of it. There is no final state.
 */

/** A request to the API server: a WatchList (KEP-3157), a page of a LIST, or a WATCH from a version. */
export type Request =
  | { readonly verb: 'watchList' }
  | { readonly verb: 'list'; readonly continue: string }
  | { readonly verb: 'watch'; readonly resourceVersion: string };

/** Health of a watch, as readiness and self-metrics report it. */
export type Health =
  /** Has not been synced, and nothing has failed. */
  | 'pending'
  /** In step, or on its way from one version to the next. */
  | 'synced'
  /** The API server answers 403 or 404. */
  | 'refused'
  /** From the first failure of any kind until it is in step again. */
  | 'failing';

/** State of the machine between two events. */
export interface State {
  /** The current request, or the one after the wait. */
  readonly request: Request;
  /** Whether the server is thought to know WatchList: remembered, so that it is refused once only. */
  readonly watchList: boolean;
  /** The version up to which everything has been seen; empty before the first sync and after it has been lost. */
  readonly resourceVersion: string;
  /** Failures since a watch last settled, for the back-off. What succeeds halfway, as a sync does, is no end of them. */
  readonly failures: number;
  /** Number of failures that lost the version. */
  readonly losses: number;
  readonly health: Health;
  readonly everSynced: boolean;
}

/** Cause of a failed request. */
export type Failure =
  | { readonly kind: 'status'; readonly status: ApiStatus; readonly retryAfterMs: number | undefined }
  /** `lost`: what was sent cannot be relied on; `endless`: a WatchList without the bookmark that ends it. */
  | { readonly kind: 'unreachable' | 'cut' | 'silent' | 'lost' | 'endless'; readonly message: string };

/** Input of the machine: what the driver observed. */
export type Event =
  | { readonly type: 'start' }
  /** The objects to read have changed: start over. */
  | { readonly type: 'relist' }
  /** Another watch of the resource found that the server does not bring WatchLists to their end. */
  | { readonly type: 'noWatchList' }
  /** The wait is over. */
  | { readonly type: 'resume' }
  /** A page has been read to its end. */
  | { readonly type: 'page'; readonly resourceVersion: string; readonly continue: string }
  | { readonly type: 'bookmark'; readonly resourceVersion: string; readonly initialEventsEnd: boolean }
  /** The watch has lasted for long enough to count as a success. */
  | { readonly type: 'settled' }
  /** A watch that was taken up again brought something. */
  | { readonly type: 'moved' }
  /** An event could not be decoded; the watch continues. */
  | { readonly type: 'doubted'; readonly message: string }
  /** The server ended the watch as servers do after a while. */
  | { readonly type: 'ended'; readonly resourceVersion: string }
  | { readonly type: 'failed'; readonly resourceVersion: string; readonly failure: Failure };

/** Output of the machine: what the driver has to do. */
export type Action =
  | { readonly type: 'request'; readonly request: Request }
  /** Wait, with jitter, then say `resume`. `exact`: the server asked for it, so not a moment less. */
  | { readonly type: 'wait'; readonly ms: number; readonly exact: boolean }
  /** Start a list: objects seen from here on exist. */
  | { readonly type: 'mark' }
  /** End a list: objects not seen since `mark` are gone. */
  | { readonly type: 'sweep' }
  /** Abandon the current stream as `lost`. */
  | { readonly type: 'abandon'; readonly message: string };

/** Waits in milliseconds. */
export interface Waits {
  readonly firstMs: number;
  readonly maxMs: number;
  /** For what had been synced and costs the server little, such as a watch that is taken up again. */
  readonly resumeMaxMs: number;
  /** For what the server refuses and that never was synced: slower, but less than a minute with all that is added. */
  readonly refusedFirstMs: number;
  readonly refusedMaxMs: number;
  /** At most this is waited because the server asks for it. */
  readonly askedMaxMs: number;
  /** A watch that lasts this long counts as a success. */
  readonly settledMs: number;
}

/**
 * Waits of client-go's reflector for errors (800 ms to 30 s), and shorter ones for resuming, so that data is fresh
 * within 10 s of the end of an outage (docs/decisions/0013-backing-off.md).
 */
export const defaultWaits: Waits = {
  firstMs: 800,
  maxMs: 30_000,
  resumeMaxMs: 8_000,
  refusedFirstMs: 10_000,
  refusedMaxMs: 50_000,
  askedMaxMs: 60_000,
  settledMs: 5_000,
};

/** Number of WatchLists that break before their end, after which none is requested any more. */
const WATCH_LISTS = 3;

/** The next state, and the actions that lead to it. */
export interface Outcome {
  readonly state: State;
  readonly actions: readonly Action[];
}

/** Returns the state before the first request. */
export function initialState(watchList: boolean): State {
  const request: Request = watchList ? { verb: 'watchList' } : { verb: 'list', continue: '' };
  return { request, watchList, resourceVersion: '', failures: 0, losses: 0, health: 'pending', everSynced: false };
}

/** Returns the next state and the actions. */
export function next(state: State, event: Event, waits: Waits = defaultWaits): Outcome {
  switch (event.type) {
    case 'start':
    case 'relist':
      return sync(state, []);
    case 'noWatchList':
      return sync({ ...state, watchList: false }, []);
    case 'resume':
      return resume(state);
    case 'page':
      return page(state, event);
    case 'bookmark':
      return bookmark(state, event);
    case 'settled':
      if (state.request.verb !== 'watch') return { state, actions: [] };
      return { state: { ...state, failures: 0, losses: 0, health: 'synced' }, actions: [] };
    case 'moved':
      return { state: { ...state, health: state.failures <= 1 ? 'synced' : state.health }, actions: [] };
    case 'doubted':
      return { state: { ...state, health: 'failing' }, actions: [] };
    case 'ended':
      return ended(state, event.resourceVersion, waits);
    case 'failed': {
      // Initial events come in no order of versions: only a watch can be taken up where it broke.
      const resourceVersion = state.request.verb === 'watch' ? event.resourceVersion || state.resourceVersion : '';
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
  // Request a page that failed again: its token holds the snapshot.
  if (request.verb === 'list' && request.continue !== '') return { state, actions: [{ type: 'request', request }] };
  if (state.resourceVersion !== '') return watch(state, state.resourceVersion);
  return sync(state, []);
}

function page(state: State, event: Event & { type: 'page' }): Outcome {
  if (event.continue !== '') {
    const request: Request = { verb: 'list', continue: event.continue };
    return { state: { ...state, request }, actions: [{ type: 'request', request }] };
  }
  return watch(synced(state), event.resourceVersion, [{ type: 'sweep' }]);
}

/** All has been seen. Whether it can be followed from there shows later: after several failures only a watch that lasts does. */
function synced(state: State): State {
  const inStep = state.failures <= 1 || !state.everSynced;
  return { ...state, health: inStep ? 'synced' : state.health, everSynced: true };
}

function bookmark(state: State, event: Event & { type: 'bookmark' }): Outcome {
  const { resourceVersion } = event;
  if (state.request.verb === 'watchList') {
    if (!event.initialEventsEnd) return { state, actions: [] };
    // The stream continues as the live watch.
    const request: Request = { verb: 'watch', resourceVersion };
    return { state: { ...synced(state), request, resourceVersion }, actions: [{ type: 'sweep' }] };
  }
  // A server that was set back to an older state counts from there: what was seen since is not to be trusted.
  if (isOlder(resourceVersion, state.resourceVersion)) {
    return { state, actions: [{ type: 'abandon', message: 'the server returned an older resource version' }] };
  }
  return { state: { ...state, resourceVersion }, actions: [] };
}

function ended(state: State, resourceVersion: string, waits: Waits): Outcome {
  const from = resourceVersion || state.resourceVersion;
  if (state.request.verb !== 'watch') {
    return failed(state, { kind: 'cut', message: 'the watch ended before the initial events were complete' }, waits);
  }
  // A watch that ends at once again and again must not become a storm: it counts as a failure until one settles.
  if (state.failures === 0) return watch({ ...state, failures: 1 }, from);
  const health = state.failures > 1 ? 'failing' : state.health;
  const idle = isIdle(state, from);
  return wait({ ...state, resourceVersion: from, health, failures: state.failures + 1 }, waits, { idle });
}

/** A watch that ended where it began: the server closes it at once, and will do so again. */
function isIdle({ request }: State, resourceVersion: string): boolean {
  return request.verb === 'watch' && resourceVersion === request.resourceVersion;
}

function failed(state: State, failure: Failure, waits: Waits): Outcome {
  const listsBy: State = { ...state, watchList: state.watchList && !givesUpWatchList(state, failure) };
  if (failure.kind === 'endless') return sync(listsBy, []);
  // A relist fetches what was lost.
  if (failure.kind === 'lost') return lostVersion(listsBy, waits);
  const counted: State = { ...listsBy, health: 'failing', failures: state.failures + 1 };
  if (failure.kind !== 'status') {
    // After a cut, a list requests its page again, a WatchList starts over, and a watch resumes.
    const request = listsBy.watchList === state.watchList ? state.request : initialState(false).request;
    const idle = failure.kind === 'cut' && isIdle(state, state.resourceVersion);
    return wait({ ...counted, request }, waits, { cheap: failure.kind === 'unreachable', idle });
  }
  const { status, retryAfterMs } = failure;
  if (status.code === 410 || isTooLargeVersion(status)) return lostVersion(state, waits);
  if (refusesWatchList(state, status.code)) return sync({ ...state, watchList: false }, []);
  if (status.code === 403 || status.code === 404) return refused(counted, waits);
  // Credentials are mended, so that 401 is a failure like others.
  return wait(counted, waits, { cheap: status.code === 401, askedMs: retryAfterMs ?? status.retryAfterSeconds * 1000 });
}

/** Some servers, or what is in front of them, never bring a WatchList to its end: pages do without it. */
function givesUpWatchList(state: State, { kind }: Failure): boolean {
  if (state.request.verb !== 'watchList') return false;
  const breaks = kind === 'cut' || kind === 'silent' || kind === 'lost';
  return kind === 'endless' || (breaks && state.failures + 1 >= WATCH_LISTS);
}

/** The version is gone, or unknown to this server: relist, the first time without a wait, as after an outage. */
function lostVersion(state: State, waits: Waits): Outcome {
  const { failures, losses } = state;
  const lost: State = {
    ...state,
    ...beginning(state),
    health: 'failing',
    failures: failures + 1,
    losses: losses + 1,
  };
  return losses === 0 ? sync(lost, []) : wait(lost, waits);
}

/** A sync, and the version that is known before it: none. */
function beginning(state: State): Pick<State, 'request' | 'resourceVersion'> {
  return { request: initialState(state.watchList).request, resourceVersion: '' };
}

/** Tells a 504 for a version that the server has not reached (apiserver's NewTooLargeResourceVersionError) by its text. */
export function isTooLargeVersion(status: ApiStatus): boolean {
  return status.code === 504 && /too large resource version/i.test(status.message);
}

/** Any refusal but those that concern the resource itself or the moment. */
function refusesWatchList(state: State, code: number): boolean {
  if (state.request.verb !== 'watchList') return false;
  const other = code === 401 || code === 403 || code === 404 || code === 408 || code === 409 || code === 429;
  return code >= 400 && code < 500 && !other;
}

/**
 * What was synced before is most likely refused for a while only, as by an authorizer that is down, and its watch goes on
 * from where it was: had anything been missed, the server would say 410.
 */
function refused(counted: State, waits: Waits): Outcome {
  const state: State = {
    ...counted,
    health: 'refused',
    ...(counted.resourceVersion === '' && beginning(counted)),
  };
  if (state.everSynced) return wait(state, waits, { cheap: true });
  const ms = doubled(waits.refusedFirstMs, state.failures, waits.refusedMaxMs);
  return { state, actions: [{ type: 'wait', ms, exact: false }] };
}

/**
 * `cheap`: asking costs the server little. `idle`: it answers, and brings nothing. `askedMs`: for how long it asks to be left
 * alone, whatever number that is.
 */
function wait(state: State, waits: Waits, { cheap = false, idle = false, askedMs = 0 } = {}): Outcome {
  const resumes = state.everSynced && !idle && (cheap || state.resourceVersion !== '');
  const backoff = doubled(waits.firstMs, state.failures, resumes ? waits.resumeMaxMs : waits.maxMs);
  const asked = askedMs > 0 ? Math.min(askedMs, waits.askedMaxMs) : 0;
  return { state, actions: [{ type: 'wait', ms: Math.max(backoff, asked), exact: asked > 0 }] };
}

function doubled(firstMs: number, failures: number, maxMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(failures - 1, 20), maxMs);
}

/** Describes a failure for people; empty if there is none. */
export function failureText(event: Event, after: State): string {
  if (event.type === 'doubted') return event.message;
  if (event.type === 'ended') return after.health === 'failing' ? 'the server ends every watch at once' : '';
  if (event.type !== 'failed') return '';
  const { failure } = event;
  if (failure.kind !== 'status') return `${failure.kind}: ${failure.message}`;
  return `${failure.status.code} ${failure.status.message}`;
}

/** Spreads a wait by a `chance` in [0, 1), so that processes that failed together do not return together. */
export function spread(action: Action & { type: 'wait' }, { askedMaxMs }: Waits, chance: number): number {
  if (!action.exact) return action.ms * (0.75 + chance / 4);
  return Math.min(action.ms * (1 + chance / 10), Math.max(action.ms, askedMaxMs));
}
