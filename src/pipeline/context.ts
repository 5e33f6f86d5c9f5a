import type { Clock } from '../base/clock.ts';
import type { Compression } from '../base/compression.ts';
import type { FastPaths } from '../base/fast-paths.ts';
import type { Memory } from '../base/memory.ts';
import type { Transport } from '../model/transport.ts';
import type { ReflectorOptions } from '../reflector/contract.ts';
import { defaultWaits } from '../reflector/machine.ts';
import { defaultPace } from '../reflector/pace.ts';
import type { SyncLimiter } from '../reflector/sync-limiter.ts';
import type { WatchListSupports } from '../reflector/watch-list-support.ts';
import type { WatchPacer } from '../reflector/watch-pacer.ts';
import type { ShardAssignment } from '../sharding/shard-assignment.ts';
import type { StoreOptions } from '../store/resource-store.ts';
import type { Log } from '../telemetry/log.ts';
import type { SelfMetrics } from '../telemetry/self-metrics.ts';
import type { FirstRead } from './first-read.ts';

/** The way to the API server, for everything that watches it. */
export interface WatchContext {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly pacer: WatchPacer;
  readonly log: Log;
  readonly timing: Timing;
  /** How protobuf readers are made. */
  readonly reader: FastPaths['reader'];
  readonly watchLists: WatchListSupports;
  readonly memory: Memory;
}

/** Everything that the pipelines of all resources share. */
export interface PipelineContext extends WatchContext {
  readonly assignment: ShardAssignment;
  readonly syncLimiter: SyncLimiter;
  readonly metrics: SelfMetrics;
  readonly firstRead: FirstRead;
  readonly compression: Compression;
  /** Undefined, or what those who bring objects wait for before they bring more. */
  readonly pressure: () => Promise<void> | undefined;
}

/** Further input of a single pipeline. */
export interface PipelineParts {
  readonly storing: StoreOptions;
  /** The namespaces that --namespace-selector matches; undefined: all. */
  readonly namespaces: { has(name: string): boolean } | undefined;
}

/** Timeouts that only tests change. */
export type Timing = Pick<
  ReflectorOptions,
  'waits' | 'pace' | 'listSilenceMs' | 'watchSilenceMs' | 'endlessMs' | 'endlessEmptyMs' | 'pageSize'
>;

/**
 * Timeouts for real API servers. A list may pause for as long as etcd takes, which is less than a minute. Watches are
 * requested with a timeout of at most ten minutes, so one that neither sends anything nor ends for longer is dead; not every
 * server sends bookmarks meanwhile. The end of a WatchList must follow its last object soon
 * (docs/decisions/0017-sync-ladder.md).
 */
export const defaultTiming: Timing = {
  waits: defaultWaits,
  pace: defaultPace,
  listSilenceMs: 60_000,
  watchSilenceMs: 660_000,
  endlessMs: 15_000,
  endlessEmptyMs: 30_000,
  pageSize: 500,
};

/** Maximum number of concurrent initial syncs, which keeps memory flat (docs/decisions/0017-sync-ladder.md). */
export const SYNCS_AT_ONCE = 4;
