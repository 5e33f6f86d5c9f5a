import type { Clock } from '../base/clock.ts';
import type { Network } from '../base/network.ts';
import type { Ports } from '../base/ports.ts';
import type { Profiler } from '../base/profiler.ts';
import { readFeatureGate } from '../config/feature-gates.ts';
import { Converter } from '../exposition/converter.ts';
import type { Membership } from '../fleet/contract.ts';
import { openMembership } from '../fleet/membership.ts';
import { Resharder } from '../fleet/resharder.ts';
import { CredentialSource } from '../kube/credentials.ts';
import { openTransport } from '../kube/transport.ts';
import type { Options } from '../model/options.ts';
import type { Plan } from '../model/plan.ts';
import { resourceName } from '../model/resource.ts';
import { type PipelineContext, SYNCS_AT_ONCE, type Timing, type WatchContext } from '../pipeline/context.ts';
import { FirstRead } from '../pipeline/first-read.ts';
import type { ResourcePipeline } from '../pipeline/pipeline.ts';
import { StartReport } from '../pipeline/start-report.ts';
import { WatchStates } from '../pipeline/watch-states.ts';
import { SyncLimiter } from '../reflector/sync-limiter.ts';
import { WatchListSupports } from '../reflector/watch-list-support.ts';
import { WatchPacer } from '../reflector/watch-pacer.ts';
import { Flusher } from '../scrape/flusher.ts';
import { Scrapes, type ScrapeTarget } from '../scrape/source.ts';
import { Tidier } from '../scrape/tidier.ts';
import { ShardAssignment } from '../sharding/shard-assignment.ts';
import { tightenHeap } from '../system/heap.ts';
import type { Log } from '../telemetry/log.ts';
import { SelfMetrics } from '../telemetry/self-metrics.ts';
import { CustomResources } from './custom-resources.ts';
import type { ChosenPaths } from './fast-paths.ts';
import { MemoryBound } from './memory-bound.ts';
import { Runtime, type RuntimeOptions } from './runtime.ts';
import { ServingStatus } from './serving-status.ts';
import { openPacker } from './storage.ts';
import { buildInfo, userAgent } from './version.ts';

/** How often it is checked whether the first sync is late. */
const LATE_MS = 1_000;

export interface ProcessOptions {
  readonly options: Options;
  readonly plan: Plan;
  readonly fast: ChosenPaths;
  readonly ports: Ports;
  readonly timing: Timing;
  readonly log: Log;
  /** Plurals of the kinds of Kubernetes itself. */
  readonly plurals: ReadonlySet<string>;
  /** Shows other custom resources; resolves when that is under way. */
  readonly onCustomResources: () => Promise<unknown>;
}

/** A pipeline as scrapes see it. */
export interface ServedPipeline extends ScrapeTarget {
  readonly pipeline: ResourcePipeline;
}

/** The parts of a running process, joined. */
export interface Process {
  readonly plan: Plan;
  readonly context: PipelineContext;
  readonly runtime: Runtime;
  readonly network: Network;
  readonly profiler: Profiler | undefined;
  readonly memory: MemoryBound;
  readonly converter: Converter;
  readonly scrapes: Scrapes<ServedPipeline>;
  readonly membership: Membership;
  readonly status: ServingStatus;
  readonly customResources: CustomResources;
  /** Resolves when the first sync is complete. */
  readonly synced: Promise<void>;
  /** Begins and ends what happens from time to time. */
  startUpkeep(): void;
  stopUpkeep(): void;
}

/** Joins the parts of the process. What it opens is added to `opened`, to be closed in reverse order. */
export async function openProcess(given: ProcessOptions, opened: (() => Promise<void> | void)[]): Promise<Process> {
  const { plan, fast, ports, log } = given;
  const { clock, network, compression, profiler } = ports;
  const metrics = new SelfMetrics(buildInfo);
  opened.push(() => metrics.stop());
  showFastPaths(fast, metrics, log);
  showShare(metrics, plan);
  const { context, memory } = openReading(given, metrics, opened, () => flusher.pressure());
  const awaited = new WatchStates();
  const { plurals, onCustomResources: onChange } = given;
  const customResources = new CustomResources({ context, plurals, onChange }, awaited);
  const { runtime, synced } = openRuntime(plan, context, {
    awaited,
    openPacker: (storage) => openPacker(storage, fast.paths, ports, (threads) => metrics.packingThreads.set(threads)),
    onLimits: (limits) => scrapes.limit(limits),
  });
  opened.push(() => runtime.stop());
  opened.push(() => customResources.stop());
  void synced.then(() => memory.settle());
  const converter = new Converter(compression);
  const stores = () => runtime.running.map(({ store }) => store);
  const flusher: Flusher = new Flusher(stores, clock, (seconds) => metrics.flushSeconds.observe(seconds));
  const scrapes: Scrapes<ServedPipeline> = openScrapes(plan, context, runtime, flusher, converter);
  const begin = (): Promise<void> => {
    customResources.start();
    return runtime.begin().then(() => synced);
  };
  const membership = openMembership(context, plan.fleet, openResharder(plan, context, runtime), begin);
  const status = new ServingStatus(runtime.readiness, () => membership.fleet, plan.fleet.standbyUnready);
  const startReport = new StartReport(clock, log, context.firstRead);
  const upkeep = openUpkeep(clock, runtime, startReport, [flusher, new Tidier(stores, clock), memory]);
  const serving = { converter, scrapes, membership, status, customResources, synced };
  return { plan, context, runtime, network, profiler, memory, ...serving, ...upkeep };
}

/** Opens the way to the API server, and what all watches share. */
function openReading(
  { options, plan, fast, ports, timing, log }: ProcessOptions,
  metrics: SelfMetrics,
  opened: (() => Promise<void> | void)[],
  pressure: PipelineContext['pressure'],
): { readonly context: PipelineContext; readonly memory: MemoryBound } {
  const { clock, network, files, env, compression, processes } = ports;
  const credentials = new CredentialSource(options, clock, { env, files, processes, network, log });
  const transport = openTransport({ credentials, userAgent, network, clock });
  opened.push(() => transport.close());
  const memory = new MemoryBound({ options, env, files, memory: ports.memory, clock, log, metrics });
  const watchLists = openWatchLists(ports, log);
  const pacer = new WatchPacer(clock);
  const watching = { transport, clock, pacer, log, timing, reader: fast.paths.reader, watchLists, memory };
  const { shardingAlgorithm: algorithm, shard, totalShards: total } = plan.fleet;
  const assignment = new ShardAssignment({ algorithm, shard, total }, plan.fleet.serverSideSharding);
  return { context: openContext(watching, compression, metrics, assignment, pressure), memory };
}

function openResharder(
  { cluster }: Plan,
  { assignment, metrics, clock }: PipelineContext,
  runtime: Runtime,
): Resharder {
  return new Resharder({
    shares: assignment,
    targets: () => runtime.running,
    clock,
    timeoutMs: cluster.initialSyncTimeoutMs,
    onShown: ({ shard, total }) => metrics.showShard(shard, total),
  });
}

/** WatchLists are used unless the feature gate of client-go says otherwise. */
function openWatchLists({ env }: Ports, log: Log): WatchListSupports {
  const gate = readFeatureGate(env, 'WatchListClient', true);
  if (gate.problem) log.warn({}, gate.problem);
  return new WatchListSupports(gate.enabled);
}

function showShare(
  metrics: SelfMetrics,
  { fleet: { kind, shardingAlgorithm: algorithm, shard, totalShards } }: Plan,
): void {
  metrics.shardingInfo.set({ algorithm }, 1);
  metrics.showShard(kind === 'fixed' ? shard : undefined, totalShards);
}

/** A fallback that nobody asked for is worth a line. */
function showFastPaths({ paths, reasons, portable }: ChosenPaths, metrics: SelfMetrics, log: Log): void {
  metrics.fastPaths.set({ ...paths }, 1);
  if (!portable && reasons.size > 0)
    log.warn(Object.fromEntries(reasons), 'a fast path is not available; using the plain one');
}

function openContext(
  watching: WatchContext,
  compression: PipelineContext['compression'],
  metrics: SelfMetrics,
  assignment: ShardAssignment,
  pressure: PipelineContext['pressure'],
): PipelineContext {
  const syncLimiter = new SyncLimiter(SYNCS_AT_ONCE);
  return { ...watching, compression, assignment, syncLimiter, metrics, pressure, firstRead: new FirstRead() };
}

function openRuntime(
  plan: Plan,
  context: PipelineContext,
  parts: Pick<RuntimeOptions, 'openPacker' | 'onLimits' | 'awaited'>,
): { runtime: Runtime; synced: Promise<void> } {
  const { clock, log, metrics } = context;
  const startedAt = clock.now();
  let announce = (): void => {};
  const synced = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const onSynced = (): void => {
    metrics.endSync();
    tightenHeap();
    log.info({ seconds: Math.round(clock.now() - startedAt) / 1000 }, 'first sync complete');
    announce();
  };
  const { initialSyncTimeoutMs } = plan.cluster;
  const scrapePlan = plan.scrape;
  return { runtime: new Runtime({ context, initialSyncTimeoutMs, scrapePlan, onSynced, ...parts }), synced };
}

function openScrapes(
  plan: Plan,
  { pacer, metrics, log, clock }: PipelineContext,
  runtime: Runtime,
  flusher: Flusher,
  converter: Converter,
): Scrapes<ServedPipeline> {
  return new Scrapes<ServedPipeline>({
    flusher,
    drain: (targets) => pacer.drain(targets.map(({ pipeline }) => pipeline.pacerGroup)),
    targets: () =>
      runtime.pipelines.map((pipeline) => {
        const { resource, store } = pipeline;
        return { name: resourceName(resource), aliases: resource.custom?.aliases ?? [], store, pipeline };
      }),
    limits: plan.scrape,
    converter,
    metrics,
    log,
    clock,
  });
}

function openUpkeep(
  clock: Clock,
  { readiness }: Runtime,
  startReport: StartReport,
  parts: readonly { start(): void; stop(): void }[],
): Pick<Process, 'startUpkeep' | 'stopUpkeep'> {
  let cancel = (): void => {};
  const checkLate = (): void => {
    cancel = clock.after(LATE_MS, () => {
      if (readiness.ready()) return;
      startReport.look(readiness.entries());
      checkLate();
    });
  };
  return {
    startUpkeep: () => {
      for (const part of parts) part.start();
      checkLate();
    },
    stopUpkeep: () => {
      for (const part of parts) part.stop();
      cancel();
    },
  };
}
