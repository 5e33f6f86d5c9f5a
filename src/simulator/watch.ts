import type { Change, ChangeType } from './cluster.ts';
import { encodeMessage, envelope, message } from './encode.ts';
import type { Disturbance } from './faults.ts';
import { apiVersionOf } from './kinds.ts';
import { PROTOBUF } from './negotiate.ts';
import type { JsonObject } from './objects.ts';
import type { Reply } from './reply.ts';
import type { CollectionRequest, Context } from './requests.ts';
import { badRequest, expired, invalid, type StatusError, tooLarge } from './status.ts';
import type { StoredObject } from './stored.ts';
import { tableOf } from './tables.ts';

const INITIAL_EVENTS_END = { 'k8s.io/initial-events-end': 'true' };

/** An open watch. */
export class Watch {
  private readonly context: Context;
  private readonly request: CollectionRequest;
  private readonly reply: Reply;
  private columnsSent = false;
  private silent = false;
  private corrupt: Disturbance | undefined;
  /** The writing under way: events are written one after the other. */
  private tail: Promise<void> = Promise.resolve();
  private finish: () => void = () => {};

  constructor(context: Context, request: CollectionRequest, reply: Reply) {
    this.context = context;
    this.request = request;
    this.reply = reply;
  }

  get resource(): string {
    return this.request.collection.kind.plural;
  }

  /** Serves the watch to its end. Throws StatusError before anything is written. */
  async run(): Promise<void> {
    const { cluster, options } = this.context;
    const { collection, query, form } = this.request;
    const initial = query.has('sendInitialEvents');
    if (initial) checkWatchList(options.watchList, query);
    const backlog = this.backlog();
    this.reply.head(200, form.protobuf ? `${PROTOBUF};stream=watch` : 'application/json');
    this.reply.response.flushHeaders();
    const bookmarks = query.get('allowWatchBookmarks') === 'true';
    const listener = (change: Change): void => this.queue(() => this.sendChange(change));
    collection.listeners.add(listener);
    this.sendBacklog(backlog, initial && query.get('sendInitialEvents') === 'true');
    const bookmarkTimer = bookmarks
      ? setInterval(() => this.queue(() => this.sendBookmark(cluster.revision, false)), options.bookmarkMs)
      : undefined;
    const seconds = Number(query.get('timeoutSeconds') ?? 0) || 1800 + Math.random() * 1800;
    const timeout = setTimeout(() => this.queue(async () => this.finish()), seconds * 1000);
    await new Promise<void>((resolve) => {
      this.finish = resolve;
      this.reply.response.on('close', resolve);
    });
    collection.listeners.delete(listener);
    clearInterval(bookmarkTimer);
    clearTimeout(timeout);
    this.reply.end();
  }

  /** Does to the watch what faults do. */
  disturb(how: Disturbance): void {
    switch (how) {
      case 'expire':
        this.queue(() => this.sendError(expired('too old resource version')));
        this.queue(async () => this.finish());
        return;
      case 'silence':
        this.silent = true;
        return;
      case 'end':
        this.queue(async () => this.finish());
        return;
      case 'cut':
        this.queue(async () => {
          await this.reply.write(
            this.request.form.protobuf ? Buffer.from([0, 0, 9, 9, 1]) : Buffer.from('{"type":"MODI'),
          );
          setTimeout(() => this.reply.response.destroy(), 20);
        });
        return;
      case 'garbage':
        this.queue(() => this.reply.write(Buffer.from('<html>502 Bad Gateway</html>')));
        return;
      default:
        this.corrupt = how;
    }
  }

  private queue(write: () => Promise<void>): void {
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
    if (endMark) this.queue(() => this.sendBookmark(backlog.revision, true));
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
    const { form, collection, query } = this.request;
    if (this.corrupt) {
      await this.sendCorrupt(object);
      return;
    }
    if (form.protobuf) {
      const partial = form.as === 'PartialObjectMetadata';
      const raw = partial ? object.toPartialProtobuf() : object.toProtobuf();
      const [version, kind] = partial
        ? ['meta.k8s.io/v1', form.as]
        : [apiVersionOf(collection.kind), collection.kind.kind];
      await this.writeFrame(type, version!, kind!, raw);
    } else if (form.as === 'Table') {
      const include = query.get('includeObject') ?? 'Metadata';
      const metadata = { resourceVersion: object.value.metadata.resourceVersion };
      await this.writeJson(type, tableOf(collection.kind, [object], include, metadata, !this.columnsSent, Date.now()));
      this.columnsSent = true;
    } else if (form.as === 'PartialObjectMetadata') await this.writeJson(type, object.toPartial());
    else
      await this.reply.write(
        Buffer.concat([Buffer.from(`{"type":"${type}","object":`), object.toJson(), Buffer.from('}\n')]),
      );
  }

  private async sendCorrupt(object: StoredObject): Promise<void> {
    const how = this.corrupt;
    this.corrupt = undefined;
    if (this.request.form.protobuf) {
      // A field whose length is beyond its message.
      const raw = how === 'brokenObject' ? Buffer.from([10, 127, 1]) : object.toProtobuf();
      await this.writeFrame(how === 'unknownType' ? 'EXPLODED' : 'MODIFIED', 'v1', 'Odd', raw);
    } else if (how === 'unknownType') await this.writeJson('EXPLODED', object.value);
    else await this.writeJson('MODIFIED', { metadata: 5 });
  }

  private async sendBookmark(revision: number, initialEventsEnd: boolean): Promise<void> {
    const { kind } = this.request.collection;
    const annotations = initialEventsEnd ? { annotations: INITIAL_EVENTS_END } : {};
    const metadata = { resourceVersion: String(revision), ...annotations };
    if (this.request.form.protobuf) {
      const raw = message([1, encodeMessage('apis.meta.v1.ObjectMeta', metadata)]);
      await this.writeFrame('BOOKMARK', apiVersionOf(kind), kind.kind, raw);
    } else if (this.request.form.as === 'Table') {
      const rows = [{ cells: [], object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata } }];
      await this.writeJson('BOOKMARK', {
        kind: 'Table',
        apiVersion: 'meta.k8s.io/v1',
        metadata: {},
        columnDefinitions: null,
        rows,
      });
    } else await this.writeJson('BOOKMARK', { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata });
  }

  private async sendError(error: StatusError): Promise<void> {
    if (this.request.form.protobuf) {
      const raw = message([2, 'Failure'], [3, error.message], [4, error.reason], [6, error.code]);
      await this.writeFrame('ERROR', 'v1', 'Status', raw);
    } else await this.writeJson('ERROR', error.toStatus());
  }

  private async writeJson(type: string, object: JsonObject): Promise<void> {
    await this.reply.write(Buffer.from(`${JSON.stringify({ type, object })}\n`));
  }

  private async writeFrame(type: string, apiVersion: string, kind: string, raw: Uint8Array): Promise<void> {
    const event = message([1, type], [2, message([1, envelope(apiVersion, kind, raw)])]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(event.length);
    await this.reply.write(Buffer.concat([size, event]));
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
