import type { Clock } from '../base/clock.ts';
import type { DecodeError } from '../base/errors.ts';
import type { Memory } from '../base/memory.ts';
import type { Identified } from '../model/meta.ts';
import type { Ownership } from '../model/ownership.ts';
import type { Decoder, ListMeta } from '../model/stream.ts';
import type { Transport } from '../model/transport.ts';
import type { Health, Waits } from './machine.ts';
import type { PaceOptions } from './pace.ts';
import type { RelistReason } from './relist-reasons.ts';
import type { SyncLimiter } from './sync-limiter.ts';
import type { SyncMode } from './sync-mode.ts';
import type { WatchListSupport } from './watch-list-support.ts';
import type { PacerGroup } from './watch-pacer.ts';

/** Receiver of the objects of a reflector. */
export interface Sink {
  /** Filter for its objects, read again for each one; undefined: all. */
  readonly ownership?: Ownership | undefined;
  /** An object came that it does not take. */
  foreign?(): void;
  /** Number of objects of the resource that are held; absent: they take no memory to speak of. */
  size?(): number;
  /** Starts a list: objects upserted from here on exist. */
  mark(): void;
  /** Removes what has not been upserted since `mark`. */
  sweep(): void;
  upsert(object: Identified): void;
  delete(object: Identified): void;
  /** Asked after each chunk: undefined, or what to wait for before more is brought. */
  pressure(): Promise<void> | undefined;
}

/** Receiver of a reflector's reports, for logs and self-metrics. */
export interface Observer {
  request(verb: 'list' | 'watch', result: 'success' | 'error'): void;
  received(bytes: number): void;
  /** Something of what was received has been understood: an object, an event, a bookmark. */
  heard(): void;
  bad(error: DecodeError): void;
  /** After each change of health and each failure; `detail` is empty for a success. */
  health(health: Health, everSynced: boolean, detail: string): void;
  /** A list has been read to its last page, or a WatchList to the end of its initial events. */
  listed(meta: ListMeta, how: SyncMode): void;
  /** A list begins that is not the first one; absent: nobody wants to know. */
  relisting?(reason: RelistReason): void;
  /** Before a sync with a shard selector: whether the server honors it. */
  sharded(honoured: boolean): void;
}

export interface ReflectorOptions {
  readonly path: string;
  /** Field and label selectors and the like, for every request. */
  readonly query: Readonly<Record<string, string>>;
  /** The shard selector for the next request (KEP-5866); empty: none. */
  readonly shardSelector?: () => string;
  readonly decoder: Decoder;
  readonly transport: Transport;
  readonly sink: Sink;
  readonly observer: Observer;
  readonly clock: Clock;
  readonly memory: Memory;
  readonly waits: Waits;
  readonly pace: PaceOptions;
  /** The common pause of live watches. */
  readonly pacer: PacerGroup;
  /** Initial syncs take turns; `rank` orders them. */
  readonly syncLimiter: SyncLimiter;
  readonly rank: number;
  /** Whether a sync starts with a WatchList; told when the server turns out not to have it. */
  readonly watchLists: WatchListSupport;
  /** Lists from the API server's cache, whole. */
  readonly fromCache: boolean;
  readonly pageSize: number;
  /** A stream that brings nothing whole for this long is given up: while it lists, and while it watches. */
  readonly listSilenceMs: number;
  readonly watchSilenceMs: number;
  /** A WatchList that brings no object, nor its end, for this long is one without an end: after an object, and before. */
  readonly endlessMs: number;
  readonly endlessEmptyMs: number;
}
