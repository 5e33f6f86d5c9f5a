import { Slices, sleep } from '../base/clock.ts';
import { CodedError } from '../base/errors.ts';
import type { ListMeta, Receiver } from '../model/stream.ts';
import type { ApiResponse } from '../model/transport.ts';
import { StatusError, StreamControl } from './control.ts';
import { type Action, type Event, type Failure, initialState, next, type Request, type State } from './machine.ts';
import type { ReflectorOptions } from './options.ts';
import { readStatus, sizeOf } from './status.ts';

/** A watch that takes so much at once may be behind: smaller than what the kernel keeps for a connection that is not read. */
const BUSY_BYTES = 48 * 1024;

/** How long the server is asked to keep a watch open: this, up to twice as long. */
const WATCH_SECONDS = 300;
/** A watch that lasts this long counts as a success. */
const SETTLED_MS = 5_000;
/** Of a list that is asked for its metadata. */
const IGNORE: Receiver = {
  ownership: undefined,
  foreign: () => {},
  upsert: () => {},
  delete: () => {},
  bookmark: () => {},
  error: () => {},
  bad: () => {},
};
const NO_LIST_META: ListMeta = { resourceVersion: '', continue: '', remainingItemCount: 0, shardSelector: '' };
/** Keeps a sink in step with one resource of the API server until it is stopped. */
export class Reflector {
  private readonly options: ReflectorOptions;
  private readonly stopping = new AbortController();
  private state: State;
  private leaveGate: (() => void) | undefined;
  /** The request under way. */
  private stream: StreamControl | undefined;
  private badStreak = 0;
  private running: Promise<void> | undefined;
  /** A relist was asked for and no request does it yet. */
  private relistWanted = false;
  /** The watch is to be opened anew from where it is. */
  private reopenWanted = false;
  /** Who waits for the relist to be complete. */
  private relistWaiters: (() => void)[] = [];

  constructor(options: ReflectorOptions) {
    this.options = options;
    this.state = initialState(options.watchList);
  }

  start(): void {
    this.running ??= this.run();
  }

  /**
   * Begins anew, as something that was passed over is wanted now. Resolves when all of it has been seen, and also when the
   * server refuses it or the reflector is stopped, as there is nothing to wait for then.
   */
  relist(): Promise<void> {
    if (this.stopping.signal.aborted || this.state.health === 'refused') return Promise.resolve();
    const complete = new Promise<void>((resolve) => this.relistWaiters.push(resolve));
    this.relistWanted = true;
    this.stream?.abandon({ kind: 'lost', message: 'a relist was asked for' });
    return complete;
  }

  /** Opens the watch anew from where it is, as what it asks for has changed to a part of it. */
  reopen(): void {
    if (this.state.request.verb !== 'watch' || !this.stream) return;
    this.reopenWanted = true;
    this.stream.abandon({ kind: 'lost', message: 'another selector is wanted' });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.endRelist();
    await this.running;
  }

  private async run(): Promise<void> {
    let event: Event = { type: 'start' };
    while (!this.stopping.signal.aborted) {
      event = await this.perform(this.advance(event));
      if (this.relistWanted) event = { type: 'relist' };
    }
    this.leave();
  }

  private endRelist(): void {
    for (const resolve of this.relistWaiters) resolve();
    this.relistWaiters = [];
  }

  private leave(): void {
    this.leaveGate?.();
    this.leaveGate = undefined;
  }

  /** Puts an event to the machine; tells the observer; returns what to do. */
  private advance(event: Event): readonly Action[] {
    const before = this.state;
    const { state, actions } = next(before, event, this.options.waits);
    this.state = state;
    const failed = event.type === 'failed' ? failureText(event.failure) : '';
    if (failed || state.health !== before.health) {
      this.options.observer.health(state.health, state.everSynced, failed);
    }
    if (state.request.verb === 'watch' || actions.some((a) => a.type === 'wait')) this.leave();
    if (state.health === 'refused') this.endRelist();
    return actions;
  }

  /** Does what the machine says, in order; the last action is a request or a wait and gives the next event. */
  private async perform(actions: readonly Action[]): Promise<Event> {
    for (const action of actions) {
      if (action.type === 'wait') {
        const { clock } = this.options;
        const ms = action.exact ? action.ms * (1 + clock.random() * 0.1) : action.ms * (0.5 + clock.random() / 2);
        await sleep(clock, ms, this.stopping.signal);
        return { type: 'resume' };
      }
      if (action.type === 'request') return this.request(action.request);
      this.mark(action);
    }
    throw new Error('BUG: the machine gave nothing to wait for');
  }

  private mark(action: Action): void {
    if (action.type === 'mark') this.options.sink.mark();
    else if (action.type === 'sweep') {
      this.options.sink.sweep();
      if (!this.relistWanted) this.endRelist();
    }
  }

  private async request(request: Request): Promise<Event> {
    const syncs = request.verb !== 'watch' && (!this.state.everSynced || this.relistWaiters.length > 0);
    if (syncs && !this.leaveGate) {
      this.leaveGate = await this.options.gate.enter(this.options.rank);
      if (this.stopping.signal.aborted) return { type: 'resume' };
    }
    const begins = request.verb === 'watchList' || (request.verb === 'list' && request.continue === '');
    if (this.relistWanted && !begins) return { type: 'relist' };
    // Whatever was asked for until now, this request does it.
    this.relistWanted = false;
    this.reopenWanted = false;
    const stream = new StreamControl(this.options.clock, this.stopping.signal);
    this.stream = stream;
    try {
      return request.verb === 'list' ? await this.list(request, stream) : await this.watch(request, stream);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('BUG')) throw error;
      if (this.relistWanted) return { type: 'relist' };
      if (this.reopenWanted) return { type: 'ended', resourceVersion: stream.resourceVersion };
      const resourceVersion = request.verb === 'list' ? '' : stream.resourceVersion;
      this.options.observer.request(this.state.request.verb === 'watch' ? 'watch' : 'list', 'error');
      return { type: 'failed', resourceVersion, failure: stream.failureOf(error) };
    } finally {
      stream.close();
    }
  }

  private async list(request: Request & { verb: 'list' }, stream: StreamControl): Promise<Event> {
    const { options } = this;
    const query = this.query();
    if (request.continue) query.continue = request.continue;
    else await this.probeSharding(query, stream);
    if (options.fromCache) query.resourceVersion = '0';
    else query.limit = String(options.pageSize);
    stream.quietFor(options.listSilenceMs);
    const response = await this.get(query, options.decoder.listAccept, stream);
    const list = options.decoder.openList(response.contentType, this.receiver(stream));
    const slices = new Slices(options.clock);
    for await (const pieces of response.body) {
      stream.throwIfAbandoned();
      stream.quietFor(options.listSilenceMs);
      options.observer.received(sizeOf(pieces));
      for (const piece of pieces) list.push(piece);
      const wait = options.sink.pressure() ?? slices.next();
      if (wait) await wait;
    }
    const meta = list.finish();
    options.observer.request('list', 'success');
    options.observer.listed(meta);
    return { type: 'page', resourceVersion: meta.resourceVersion, continue: meta.continue };
  }

  private async watch(request: Request, stream: StreamControl): Promise<Event> {
    const { options } = this;
    const seconds = Math.round(WATCH_SECONDS * (1 + options.clock.random()));
    const query = this.query();
    if (request.verb === 'watchList') await this.probeSharding(query, stream);
    Object.assign(query, { watch: '1', allowWatchBookmarks: 'true', timeoutSeconds: String(seconds) });
    if (request.verb === 'watch') {
      query.resourceVersion = request.resourceVersion;
      stream.resourceVersion = request.resourceVersion;
    } else {
      query.sendInitialEvents = 'true';
      query.resourceVersionMatch = 'NotOlderThan';
    }
    stream.quietFor(options.listSilenceMs);
    const response = await this.get(query, options.decoder.watchAccept, stream);
    const watch = options.decoder.openWatch(response.contentType, this.receiver(stream));
    options.observer.request('watch', 'success');
    const settled = options.clock.after(SETTLED_MS, () => {
      if (this.state.request.verb === 'watch') this.advance({ type: 'settled' });
    });
    const slices = new Slices(options.clock);
    let taken = 0;
    try {
      this.expectMore(stream);
      for await (const pieces of response.body) {
        stream.throwIfAbandoned();
        const size = sizeOf(pieces);
        options.observer.received(size);
        for (const piece of pieces) watch.push(piece);
        if (stream.status) throw new StatusError(stream.status, undefined);
        this.expectMore(stream);
        const wait = options.sink.pressure() ?? slices.next();
        if (wait) await wait;
        // The rest of what there is comes at once afterwards, so that a watch that is behind does not stay so.
        if (this.state.request.verb !== 'watch') continue;
        taken += size;
        options.beat.arrived();
        if (await response.body.more()) continue;
        await options.beat.rest(stream.signal, taken >= BUSY_BYTES);
        taken = 0;
      }
    } finally {
      settled();
    }
    if (!watch.whole()) throw new CodedError('API_BODY_CUT', 'the watch ended within an event');
    return { type: 'ended', resourceVersion: stream.resourceVersion };
  }

  /** What every request of the moment has. */
  private query(): Record<string, string> {
    const { query, decoder, shardSelector } = this.options;
    const selector = shardSelector?.() ?? '';
    return { ...query, ...decoder.query, ...(selector && { shardSelector: selector }) };
  }

  /**
   * Only lists in the plain form say whether the server selects by shard (design D6). This one is of an object whose name is
   * none, so that it brings nothing, of Secrets in particular.
   */
  private async probeSharding(
    { shardSelector }: Readonly<Record<string, string>>,
    stream: StreamControl,
  ): Promise<void> {
    if (shardSelector === undefined) return;
    const { decoder, observer, listSilenceMs } = this.options;
    stream.quietFor(listSilenceMs);
    try {
      const query = { shardSelector, fieldSelector: 'metadata.name=-', limit: '1' };
      const response = await this.get(query, decoder.plainAccept, stream);
      const list = decoder.openList(response.contentType, IGNORE);
      for await (const pieces of response.body) for (const piece of pieces) list.push(piece);
      observer.sharded(list.finish().shardSelector !== '');
    } catch (error) {
      // The request that follows meets the same trouble, if it lasts, and reports it.
      if (!(error instanceof StatusError || error instanceof CodedError)) throw error;
      stream.throwIfAbandoned();
    }
  }

  private expectMore(stream: StreamControl): void {
    const { listSilenceMs, watchSilenceMs } = this.options;
    stream.quietFor(this.state.request.verb === 'watch' ? watchSilenceMs : listSilenceMs);
  }

  private async get(query: Record<string, string>, accept: string, stream: StreamControl): Promise<ApiResponse> {
    const { path, transport } = this.options;
    const response = await transport.get({ path, query, accept, signal: stream.signal });
    if (response.status === 200) return response;
    throw new StatusError(await readStatus(response, this.options.decoder), response.retryAfterMs);
  }

  private receiver(stream: StreamControl): Receiver {
    const { options } = this;
    const { sink, observer } = options;
    return {
      get ownership() {
        return sink.ownership;
      },
      foreign: () => sink.foreign?.(),
      upsert: (object) => {
        stream.saw(object);
        sink.upsert(object);
      },
      delete: (object) => {
        stream.saw(object);
        sink.delete(object);
      },
      bookmark: (resourceVersion, initialEventsEnd) => {
        const initial = this.state.request.verb === 'watchList';
        for (const action of this.advance({ type: 'bookmark', resourceVersion, initialEventsEnd })) {
          // Anything else means that this stream is of no use any more.
          if (action.type === 'sweep') this.mark(action);
          else stream.abandon({ kind: 'lost', message: 'the server went back to an older version' });
        }
        stream.resourceVersion = resourceVersion;
        if (initial && initialEventsEnd) {
          // A WatchList is a list and a watch in one.
          observer.request('list', 'success');
          observer.listed({ ...NO_LIST_META, resourceVersion });
        }
      },
      error: (status) => {
        stream.status = status;
      },
      bad: (error) => {
        observer.bad(error);
        if (this.state.request.verb === 'watch') this.relistSoon(stream);
      },
    };
  }

  /** An event was lost: what it said is fetched by a relist, at once for the first, ever more slowly for further ones. */
  private relistSoon(stream: StreamControl): void {
    const { waits, clock } = this.options;
    if (stream.relisting) return;
    const ms =
      this.badStreak === 0 ? 0 : Math.min(waits.firstMs * 2 ** Math.min(this.badStreak, 20), waits.refusedMaxMs);
    this.badStreak++;
    stream.relisting = clock.after(ms, () => {
      stream.abandon({ kind: 'lost', message: 'an event could not be read' });
    });
  }
}

function failureText(failure: Failure): string {
  return failure.kind === 'status'
    ? `${failure.status.code} ${failure.status.message}`
    : `${failure.kind}: ${failure.message}`;
}
