import { type Clock, every } from '../base/clock.ts';
import type { Ports } from '../base/ports.ts';
import { type ConfigFile, readConfigFiles } from '../config/files.ts';
import { Budget } from '../exposition/budget.ts';
import { Converter } from '../exposition/converter.ts';
import {
  findShare,
  fixedMembership,
  leaseMembership,
  type Membership,
  statefulSetMembership,
} from '../fleet/membership.ts';
import { Resharder } from '../fleet/resharder.ts';
import { CredentialSource } from '../kube/credentials.ts';
import { openTransport } from '../kube/transport.ts';
import type { Options } from '../model/options.ts';
import type { Resource } from '../model/resource.ts';
import { NamespaceSet } from '../pipeline/admission/namespaces.ts';
import { followNamespaces, NAMESPACES } from '../pipeline/namespace-watch.ts';
import {
  defaultTiming,
  type PipelineContext,
  ResourcePipeline,
  SYNCS_AT_ONCE,
  type Timing,
} from '../pipeline/pipeline.ts';
import { Readiness } from '../pipeline/readiness.ts';
import { checkPattern } from '../plan/patterns.ts';
import { SyncLimiter } from '../reflector/sync-limiter.ts';
import { WatchPacer } from '../reflector/watch-pacer.ts';
import { Flusher } from '../scrape/flusher.ts';
import { Scrapes } from '../scrape/source.ts';
import { Tidier } from '../scrape/tidier.ts';
import { ShardAssignment } from '../sharding/shard-assignment.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { tightenHeap } from '../system/heap.ts';
import { systemPorts } from '../system/ports.ts';
import { type Log, openLog } from '../telemetry/log.ts';
import { SelfMetrics } from '../telemetry/self-metrics.ts';
import { type ChosenPaths, chooseFastPaths } from './fast-paths.ts';
import { openListeners } from './listeners.ts';
import { openPacker } from './packing-threads.ts';
import { ServingStatus } from './serving-status.ts';
import { buildInfo, userAgent } from './version.ts';

/** Namespaces that come and go together lead to one relist. */
const RELIST_MS = 500;

export interface AppOptions {
  readonly options: Options;
  readonly resources: readonly Resource[];
  /** What it reaches of the world outside; absent: this machine. */
  readonly ports?: Ports;
  readonly timing?: Timing;
  readonly log?: Log;
}

/** A running exporter. */
export interface App {
  readonly port: number;
  readonly telemetryPort: number;
  ready(): boolean;
  /** Resolves when the first sync is complete. */
  synced: Promise<void>;
  /**
   * Hands over what it serves where somebody is to take over, lets answers under way end for up to --shutdown-timeout, and ends.
   * `atOnce` cuts both short.
   */
  stop(atOnce?: Promise<void>): Promise<void>;
}

/**
 * Builds the exporter from its options and starts it: it listens first, so that probes are answered, and then syncs.
 * Throws CONFIG_INVALID, CREDENTIALS and LISTEN, and leaves nothing open then.
 */
export async function startApp(given: AppOptions): Promise<App> {
  const opened: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const each of opened.reverse()) await each();
  };
  try {
    return await start(given, opened, close);
  } catch (error) {
    // Threads and connections that stay open would keep the process from ending.
    await close();
    throw error;
  }
}

async function start(
  { options, resources, ports: given, timing = defaultTiming, log = openLog(options.verbosity) }: AppOptions,
  opened: (() => Promise<void> | void)[],
  close: () => Promise<void>,
): Promise<App> {
  const names = resources.flatMap((r) => r.families.map((f) => f.name));
  for (const [flag, patterns] of patternFlags(options)) for (const p of patterns) checkPattern(p, names, flag);
  for (const notice of options.notices) log.warn({}, notice);
  const fast = chooseFastPaths(options.portable);
  const ports = given ?? systemPorts(fast.paths);
  const { clock, network, files, env, compression } = ports;
  const credentials = new CredentialSource(options, clock, { env, files });
  const transport = openTransport({ credentials, userAgent, network, clock, env });
  opened.push(() => transport.close());
  const metrics = new SelfMetrics(buildInfo);
  opened.push(() => metrics.stop());
  showFastPaths(fast, metrics, log);
  for (const file of readConfigFiles(options, files)) showConfigFile(metrics, file, clock);
  const { share, placement } = await findShare({ transport, clock, options });
  metrics.shardingInfo.set({ algorithm: options.shardingAlgorithm }, 1);
  metrics.showShard(options.shardLease ? undefined : share.shard, share.total);
  let announce = (): void => {};
  const synced = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const startedAt = clock.now();
  const readiness = new Readiness(
    options.initialSyncTimeoutMs,
    () => clock.now(),
    () => {
      metrics.endSync();
      tightenHeap();
      log.info({ seconds: Math.round(clock.now() - startedAt) / 1000 }, 'first sync complete');
      announce();
    },
  );
  const namespaces = options.namespaceSelector
    ? new NamespaceSet(
        () => startPipelines(),
        () => relistSoon(),
      )
    : undefined;
  const packer = openPacker(options.gzip, fast.paths, ports);
  opened.push(() => packer.close());
  const pipelines: ResourcePipeline[] = [];
  const stores: ResourceStore[] = [];
  const flusher = new Flusher(
    () => stores,
    clock,
    (seconds) => metrics.flushSeconds.observe(seconds),
  );
  const shares = new ShardAssignment(share);
  const pacer = new WatchPacer(clock);
  const context: PipelineContext = {
    namespaces,
    storing: { packer, parts: options.scrapeParts },
    compression,
    reader: fast.paths.reader,
    pressure: () => flusher.pressure(),
    options,
    shares,
    transport,
    clock,
    pacer,
    syncLimiter: new SyncLimiter(SYNCS_AT_ONCE),
    log,
    metrics,
    readiness,
    timing,
  };
  const shown = new Set(options.customResourcesOnly ? [] : options.resources);
  pipelines.push(...resources.filter((r) => shown.has(r.plural)).map((r) => new ResourcePipeline(r, context)));
  stores.push(...pipelines.map((p) => p.store));
  const converter = new Converter(compression);
  const scrapes = new Scrapes({
    flusher,
    drain: () => pacer.drain(),
    stores: () => stores,
    budget: new Budget(options),
    converter,
    metrics,
    log,
    clock,
  });
  const resharder = new Resharder({
    shares,
    targets: () => pipelines,
    clock,
    timeoutMs: options.initialSyncTimeoutMs,
    onShown: ({ shard, total }) => metrics.showShard(shard, total),
  });
  const startPipelines = (): void => {
    for (const pipeline of pipelines) pipeline.start();
    readiness.forget(NAMESPACES);
    readiness.begun();
  };
  const relistSoon = debounce(clock, RELIST_MS, () => {
    for (const pipeline of pipelines) if (pipeline.resource.namespaced) void pipeline.relist();
  });
  /** Begins to read; resolves when the first sync is complete. */
  const begin = (): Promise<void> => {
    if (!namespaces) startPipelines();
    else {
      const follower = followNamespaces(context, namespaces);
      opened.push(() => follower.stop());
    }
    return synced;
  };
  const membership: Membership = options.shardLease
    ? leaseMembership(context, resharder, begin)
    : placement
      ? statefulSetMembership(context, placement, share, resharder, begin)
      : fixedMembership(begin);
  const standing = new ServingStatus(readiness, () => membership.fleet);
  const listeners = await openListeners(context, standing, pipelines, scrapes, network, converter);
  flusher.start();
  const tidier = new Tidier(() => stores, clock);
  tidier.start();
  membership.start();
  const stopLateCheck = every(clock, 1_000, () => readiness.ready());
  return {
    port: listeners[0].port,
    telemetryPort: listeners[1].port,
    ready: () => standing.ready(),
    synced,
    stop: async (atOnce = new Promise(() => {})) => {
      await Promise.race([membership.leave(), atOnce]);
      stopLateCheck();
      flusher.stop();
      tidier.stop();
      await membership.stop();
      await Promise.all([
        ...listeners.map((l) => l.close(options.shutdownTimeoutMs, atOnce)),
        ...pipelines.map((p) => p.stop()),
      ]);
      await close();
    },
  };
}

function patternFlags(options: Options): readonly (readonly [flag: string, patterns: readonly RegExp[]])[] {
  return [
    ['metric-allowlist', options.metricAllowlist],
    ['metric-denylist', options.metricDenylist],
    ['metric-opt-in-list', options.metricOptIn],
  ];
}

/** Calls once after `ms`, however often it is asked to meanwhile. */
function debounce(clock: Clock, ms: number, action: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    clock.after(ms, () => {
      waiting = false;
      action();
    });
  };
}

/** A fallback that nobody asked for is worth a line. */
function showFastPaths({ paths, reasons, portable }: ChosenPaths, metrics: SelfMetrics, log: Log): void {
  metrics.fastPaths.set({ ...paths }, 1);
  if (!portable && reasons.size > 0)
    log.warn(Object.fromEntries(reasons), 'a fast path is not available: using the plain one');
}

function showConfigFile(metrics: SelfMetrics, { type, filename, hash }: ConfigFile, clock: Clock): void {
  metrics.configHash.set({ filename, type }, hash);
  metrics.configReloaded.set({ filename, type }, 1);
  metrics.configReloadedAt.set({ filename, type }, clock.unixMs() / 1000);
}
