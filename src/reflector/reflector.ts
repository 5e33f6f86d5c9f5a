import { sleep, TimeSlicer } from '../base/clock.ts';
import { CodedError } from '../base/errors.ts';
import type { Receiver } from '../model/stream.ts';
import { ask } from './ask.ts';
import { BadEvents } from './bad-events.ts';
import { BookmarkInterval } from './bookmark-interval.ts';
import type { ReflectorOptions } from './contract.ts';
import { Growth } from './growth.ts';
import {
  type Action,
  type Event,
  failureText,
  initialState,
  next,
  type Request,
  type State,
  spread,
} from './machine.ts';
import { Pace } from './pace.ts';
import { Pages } from './pages.ts';
import { reportSharding } from './probe.ts';
import { commonQuery, endOfWatchList, type ListRequest, listQuery, type WatchRequest, watchQuery } from './queries.ts';
import { RelistReasons } from './relist-reasons.ts';
import { RequestLifetime, StatusError } from './request.ts';
import { sizeOf } from './status.ts';
import { syncMode } from './sync-mode.ts';
import { Turn } from './turn.ts';

/** A watch that takes so much at once may be behind: smaller than what the kernel keeps for a connection that is not read. */
const BUSY_BYTES = 48 * 1024;

/** Keeps a sink in step with one resource of the API server until it is stopped. */
export class Reflector {
  private readonly options: ReflectorOptions;
  private readonly stopping = new AbortController();
  private state: State;
  private readonly turn: Turn;
  private readonly pace: Pace;
  private readonly pages = new Pages();
  private readonly growth: Growth;
  private readonly badEvents: BadEvents;
  private readonly bookmarks = new BookmarkInterval();
  /** Number of times that the syncs so far made progress. */
  private brought = 0;
  /** The request under way. */
  private stream: RequestLifetime | undefined;
  private running: Promise<void> | undefined;
  /** A relist was requested and has not started. */
  private relistWanted = false;
  /** The watch should be reopened at its current version. */
  private reopenWanted = false;
  private readonly relistReasons = new RelistReasons();
  /** Callers that wait for the relist to be complete. */
  private relistWaiters: (() => void)[] = [];

  constructor(options: ReflectorOptions) {
    this.options = options;
    this.state = initialState(options.watchLists.isUsable);
    const { clock, syncLimiter, rank } = options;
    this.turn = new Turn(syncLimiter, clock, rank, () => this.brought);
    this.pace = new Pace(options.pace, clock.now());
    this.growth = new Growth(options);
    this.badEvents = new BadEvents(options.waits);
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Relists. Resolves when all objects have been seen, and also when the server refuses it or the reflector is stopped. */
  relist(): Promise<void> {
    if (this.stopping.signal.aborted) return Promise.resolve();
    this.relistWanted = true;
    if (this.state.health === 'refused') return Promise.resolve();
    const complete = new Promise<void>((resolve) => this.relistWaiters.push(resolve));
    this.stream?.abandon({ kind: 'lost', message: 'a relist was requested' });
    return complete;
  }

  /** Reopens the watch at its current version, because its selector has been narrowed. */
  reopen(): void {
    if (this.state.request.verb !== 'watch' || !this.stream) return;
    this.reopenWanted = true;
    this.stream.abandon({ kind: 'lost', message: 'the selector has changed' });
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
    this.turn.leave();
  }

  private endRelist(): void {
    for (const resolve of this.relistWaiters) resolve();
    this.relistWaiters = [];
  }

  /** Puts an event to the machine; tells the observer; returns what to do. */
  private advance(event: Event): readonly Action[] {
    const before = this.state;
    const { state, actions } = next(before, event, this.options.waits);
    this.state = state;
    if (before.watchList && !state.watchList) this.options.watchLists.giveUp();
    this.relistReasons.tell(event, actions, this.options.observer);
    const failed = failureText(event, state);
    if (failed || state.health !== before.health || state.everSynced !== before.everSynced) {
      this.options.observer.health(state.health, state.everSynced, failed);
    }
    if (state.request.verb === 'watch' || actions.some((a) => a.type === 'wait')) this.turn.leave();
    if (state.health === 'refused') this.endRelist();
    return actions;
  }

  /** Does what the machine says, in order; the last action is a request or a wait and gives the next event. */
  private async perform(actions: readonly Action[]): Promise<Event> {
    for (const action of actions) {
      if (action.type === 'wait') {
        const { clock, waits } = this.options;
        await sleep(clock, spread(action, waits, clock.random()), this.stopping.signal);
        return { type: 'resume' };
      }
      if (action.type === 'request') return this.request(action.request);
      this.mark(action);
    }
    throw new Error('BUG: the machine gave nothing to wait for');
  }

  private mark(action: Action): void {
    if (action.type === 'mark') {
      if (this.growth.begin()) this.options.sink.sweep();
      this.options.sink.mark();
      this.pages.begin();
      this.pace.listBegins();
    } else if (action.type === 'sweep') {
      this.options.sink.sweep();
      this.growth.end();
      if (!this.relistWanted) this.endRelist();
    }
  }

  private async request(request: Request): Promise<Event> {
    const begins = request.verb === 'watchList' || (request.verb === 'list' && request.continue === '');
    await this.waitForPace(begins && this.state.failures > 0);
    if (begins && (!this.state.everSynced || this.relistWaiters.length > 0)) await this.turn.enter();
    if (this.stopping.signal.aborted) return { type: 'resume' };
    if (this.relistWanted && !begins) return { type: 'relist' };
    if (request.verb === 'watchList' && !this.options.watchLists.isUsable) return { type: 'noWatchList' };
    // This request does all that was requested until now.
    this.relistWanted = false;
    this.reopenWanted = false;
    const stream = new RequestLifetime(this.options.clock, this.stopping.signal, this.bookmarks);
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

  /** Waits until the pace allows a request; `relist`: it starts over after a failure. */
  private async waitForPace(relist: boolean): Promise<void> {
    const { clock } = this.options;
    const ms = this.pace.waitMs(clock.now(), relist);
    if (ms > 0) await sleep(clock, ms, this.stopping.signal);
    this.pace.asked(clock.now());
  }

  private async list(request: ListRequest, stream: RequestLifetime): Promise<Event> {
    const { options } = this;
    const query = commonQuery(options);
    if (!request.continue) await this.probeSharding(query.shardSelector, stream);
    Object.assign(query, listQuery(request, options));
    stream.patience.within(options.listSilenceMs);
    const response = await ask(options, query, options.decoder.listAccept, stream.signal);
    stream.patience.within(options.listSilenceMs);
    if (!request.continue) this.syncAnswered();
    const list = options.decoder.openList(response.contentType, this.receiver(stream));
    const slices = new TimeSlicer(options.clock);
    for await (const pieces of response.body) {
      stream.throwIfAbandoned();
      for (const piece of pieces) list.push(piece);
      this.took(stream, sizeOf(pieces));
      await this.makeRoom(stream, slices);
    }
    const meta = list.finish();
    this.growth.page(stream.objects);
    if (meta.continue === '') this.pace.listEnded();
    else if (this.pages.take({ token: meta.continue, objects: stream.objects, first: stream.first })) {
      this.pace.paged(options.clock.now());
    }
    options.observer.request('list', 'success');
    options.observer.heard();
    const mode = options.fromCache ? 'cached-list' : 'list';
    if (meta.continue === '') options.observer.listed(meta, syncMode(mode, options.decoder, response.contentType));
    return { type: 'page', resourceVersion: meta.resourceVersion, continue: meta.continue };
  }

  private async watch(request: WatchRequest, stream: RequestLifetime): Promise<Event> {
    const { options } = this;
    const query = commonQuery(options);
    if (request.verb === 'watch') stream.resourceVersion = request.resourceVersion;
    else await this.probeSharding(query.shardSelector, stream);
    Object.assign(query, watchQuery(request, options.clock.random()));
    stream.patience.within(options.listSilenceMs);
    const response = await ask(options, query, options.decoder.watchAccept, stream.signal);
    const watch = options.decoder.openWatch(response.contentType, this.receiver(stream));
    options.observer.request('watch', 'success');
    if (request.verb === 'watch') this.watchIsLive(stream);
    else {
      this.syncAnswered();
      stream.patience.within(options.listSilenceMs);
      stream.mode = syncMode('watchlist', options.decoder, response.contentType);
      stream.expectEnd(options);
    }
    const slices = new TimeSlicer(options.clock);
    let taken = 0;
    for await (const pieces of response.body) {
      stream.throwIfAbandoned();
      const size = sizeOf(pieces);
      for (const piece of pieces) watch.push(piece);
      this.took(stream, size);
      if (stream.status) throw new StatusError(stream.status, undefined);
      await this.makeRoom(stream, slices);
      // The rest of what there is comes at once afterwards, so that a watch that is behind does not stay so.
      if (this.state.request.verb !== 'watch') continue;
      taken += size;
      options.pacer.arrived();
      if (await response.body.more()) continue;
      await options.pacer.rest(stream.signal, taken >= BUSY_BYTES);
      taken = 0;
    }
    if (!watch.whole()) throw new CodedError('API_BODY_CUT', 'the watch ended in the middle of an event');
    return { type: 'ended', resourceVersion: stream.resourceVersion };
  }

  /** Pieces of a body have been decoded. */
  private took(stream: RequestLifetime, bytes: number): void {
    const { observer } = this.options;
    const { objects, bookmarks, bad, patience } = stream;
    observer.received(bytes);
    this.growth.took(this.state.request.verb === 'watch', objects, bytes);
    stream.initial?.arrived(objects);
    const understood = objects + bookmarks > stream.understood;
    stream.understood = objects + bookmarks;
    if (patience.arrived(bytes, objects + bad, bookmarks)) this.brought++;
    if (!understood) return;
    observer.heard();
    const { health, request } = this.state;
    if (health === 'failing' && request.verb === 'watch' && !stream.doubtful) this.advance({ type: 'moved' });
  }

  /** Waits until there is room for more; lets others have a turn. */
  private async makeRoom(stream: RequestLifetime, slices: TimeSlicer): Promise<void> {
    const pressure = this.options.sink.pressure();
    if (pressure) await stream.pause(pressure);
    else await slices.next();
  }

  /** The server sends a list, or the initial events of a WatchList. */
  private syncAnswered(): void {
    if (this.state.failures > 0) this.pace.relisted(this.options.clock.now());
  }

  private watchIsLive(stream: RequestLifetime): void {
    const { options } = this;
    stream.live();
    stream.patience.within(options.watchSilenceMs);
    stream.settlesIn(options.waits.settledMs, () => {
      if (!stream.doubtful) this.advance({ type: 'settled' });
    });
  }

  private async probeSharding(selector: string | undefined, stream: RequestLifetime): Promise<void> {
    if (selector === undefined) return;
    await this.waitForPace(false);
    await reportSharding(this.options, selector, stream);
  }

  private receiver(stream: RequestLifetime): Receiver {
    const { sink, observer } = this.options;
    return {
      get ownership() {
        return sink.ownership;
      },
      foreign: () => {
        stream.objects++;
        sink.foreign?.();
      },
      upsert: (object) => {
        stream.saw(object);
        sink.upsert(object);
      },
      delete: (object) => {
        stream.saw(object);
        sink.delete(object);
      },
      changed: () => stream.initial?.changed(),
      bookmark: (resourceVersion, initialEventsEnd) => {
        const initial = this.state.request.verb === 'watchList';
        for (const action of this.advance({ type: 'bookmark', resourceVersion, initialEventsEnd })) {
          if (action.type === 'abandon') stream.abandon({ kind: 'lost', message: action.message });
          else this.mark(action);
        }
        stream.bookmarks++;
        stream.resourceVersion = resourceVersion;
        if (initial && initialEventsEnd) {
          // A WatchList is a list and a watch in one.
          observer.request('list', 'success');
          if (stream.mode) observer.listed(endOfWatchList(resourceVersion), stream.mode);
          this.watchIsLive(stream);
        }
      },
      error: (status) => {
        stream.status = status;
      },
      bad: (error) => {
        stream.bad++;
        observer.bad(error);
        if (this.state.request.verb === 'watch') this.relistSoon(stream);
      },
    };
  }

  /** An event was lost: what it said is fetched by a relist. */
  private relistSoon(stream: RequestLifetime): void {
    if (stream.relisting) return;
    const { clock } = this.options;
    const ms = this.badEvents.next(clock.now());
    const message = 'an event could not be read';
    stream.relisting = clock.after(ms, () => stream.abandon({ kind: 'lost', message }));
    if (ms > 0) this.advance({ type: 'doubted', message });
  }
}
