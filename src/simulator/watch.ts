import { every } from '../base/clock.ts';
import type { Change, ChangeType } from './cluster.ts';
import type { Disturbed } from './disturbances.ts';
import type { Kind } from './kinds.ts';
import { PROTOBUF } from './negotiate.ts';
import { CUT_MS, type Reply } from './reply.ts';
import type { CollectionRequest, Context } from './requests.ts';
import { badRequest, expired, invalid, tooLarge } from './status.ts';
import type { StoredObject } from './stored.ts';
import { WatchEvents } from './watch-events.ts';

/** Servers end watches without a time-out of their own after so long, and up to twice as long. */
const MIN_WATCH_SECONDS = 1_800;

/** An open watch. */
export class Watch implements Disturbed {
  readonly events: WatchEvents;
  private readonly context: Context;
  private readonly request: CollectionRequest;
  private readonly reply: Reply;
  private silent = false;
  private replacement: ((object: StoredObject) => Promise<void>) | undefined;
  /** The writing under way: events are written one after the other. */
  private tail: Promise<void> = Promise.resolve();
  private finish: () => void = () => {};

  constructor(context: Context, request: CollectionRequest, reply: Reply) {
    this.context = context;
    this.request = request;
    this.reply = reply;
    this.events = new WatchEvents(request, reply, context.clock);
  }

  get kind(): Kind {
    return this.request.collection.kind;
  }

  get resource(): string {
    return this.kind.plural;
  }

  /** Serves the watch to its end. Throws StatusError before anything is written. */
  async run(): Promise<void> {
    const { cluster, clock, options } = this.context;
    const { collection, query, form } = this.request;
    const initial = query.has('sendInitialEvents');
    if (initial) checkWatchList(options.watchList, query);
    const backlog = this.backlog();
    this.reply.head(200, form.protobuf ? `${PROTOBUF};stream=watch` : 'application/json');
    this.reply.response.flushHeaders();
    const bookmarks = query.get('allowWatchBookmarks') === 'true';
    const listener = (change: Change): void => this.queue(() => this.sendChange(change));
    const ender = (): void => this.end();
    collection.listeners.add(listener);
    collection.enders.add(ender);
    this.sendBacklog(backlog, initial && query.get('sendInitialEvents') === 'true');
    const stopBookmarks = bookmarks
      ? every(clock, options.bookmarkMs, () => this.queue(() => this.events.bookmark(cluster.revision, false)))
      : undefined;
    const seconds = Number(query.get('timeoutSeconds') ?? 0) || MIN_WATCH_SECONDS * (1 + clock.random());
    const cancelTimeout = clock.after(seconds * 1000, () => this.end());
    await new Promise<void>((resolve) => {
      this.finish = resolve;
      this.reply.response.on('close', resolve);
      // A client that left before the watch began closes nothing any more.
      if (this.reply.gone) resolve();
    });
    collection.listeners.delete(listener);
    collection.enders.delete(ender);
    stopBookmarks?.();
    cancelTimeout();
    this.reply.end();
  }

  end(): void {
    this.queue(async () => this.finish());
  }

  silence(): void {
    this.silent = true;
  }

  cut(): void {
    this.context.clock.after(CUT_MS, () => this.reply.response.destroy());
  }

  replaceNext(write: (object: StoredObject) => Promise<void>): void {
    this.replacement = write;
  }

  queue(write: () => Promise<void>): void {
    this.tail = this.tail.then(async () => {
      if (this.silent || this.reply.gone) return;
      try {
        await write();
      } catch (error) {
        this.reply.fail(error);
      }
    });
  }

  /** Returns the changes since the version that the client knows, or all objects. */
  private backlog(): {
    readonly objects: readonly StoredObject[];
    readonly changes: readonly Change[];
    readonly revision: number;
  } {
    const { cluster } = this.context;
    const { collection, query, selector } = this.request;
    const version = query.get('resourceVersion') ?? '';
    if (version !== '' && !/^\d+$/.test(version)) throw badRequest(`Invalid value: "${version}"`);
    const revision = cluster.revision;
    if (Number(version) > revision) throw tooLarge(version, revision);
    if (query.get('sendInitialEvents') === 'true' || version === '' || version === '0') {
      return { objects: cluster.list(collection).filter((o) => selector(o.value)), changes: [], revision };
    }
    if (Number(version) < collection.compactedAt) {
      throw expired(`too old resource version: ${version} (${collection.compactedAt})`);
    }
    return { objects: [], changes: collection.changes.filter((c) => c.revision > Number(version)), revision };
  }

  private sendBacklog(backlog: ReturnType<Watch['backlog']>, endMark: boolean): void {
    for (const object of backlog.objects) this.queue(() => this.send('ADDED', object));
    for (const change of backlog.changes) this.queue(() => this.sendChange(change));
    if (endMark && !this.reply.endless) this.queue(() => this.events.bookmark(backlog.revision, true));
  }

  /** Objects that come into or leave what is selected are added or deleted for this watch. */
  private async sendChange({ type, object, before }: Change): Promise<void> {
    const { selector } = this.request;
    const was = before !== undefined && selector(before.value);
    const is = type !== 'DELETED' && selector(object.value);
    if (!was && !is) return;
    await this.send(!is ? 'DELETED' : was ? 'MODIFIED' : 'ADDED', object);
  }

  private async send(type: ChangeType, object: StoredObject): Promise<void> {
    const { replacement } = this;
    this.replacement = undefined;
    await (replacement ? replacement(object) : this.events.change(type, object));
  }
}

function checkWatchList(known: boolean, query: URLSearchParams): void {
  if (!known)
    throw invalid(
      'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
    );
  if (query.get('resourceVersionMatch') !== 'NotOlderThan') {
    throw invalid(
      'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    );
  }
  if (query.get('sendInitialEvents') === 'true' && query.get('allowWatchBookmarks') !== 'true') {
    throw invalid('sendInitialEvents: Forbidden: sendInitialEvents requires allowWatchBookmarks');
  }
}
