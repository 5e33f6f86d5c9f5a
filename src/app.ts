import { showSizes } from './app/familysizes.ts';
import { Flusher } from './app/flusher.ts';
import { tightenHeap } from './app/heap.ts';
import { NamespaceSet } from './app/namespaceset.ts';
import { openPacker } from './app/packers.ts';
import { defaultTiming, ResourcePipeline, type Surroundings, SYNCS_AT_ONCE, type Timing } from './app/pipeline.ts';
import { Readiness } from './app/readiness.ts';
import { Scrapes } from './app/scrapes.ts';
import { type Clock, systemClock } from './base/clock.ts';
import { errorText } from './base/errors.ts';
import { type ConfigFile, readConfigFiles } from './config/files.ts';
import { checkPattern } from './config/patterns.ts';
import { compileDecoder } from './decode/decoder.ts';
import { Budget } from './exposition/budget.ts';
import { CredentialSource } from './kube/credentials.ts';
import { openTransport } from './kube/transport.ts';
import { identity } from './model/meta.ts';
import type { Options } from './model/options.ts';
import type { Resource } from './model/resource.ts';
import type { Transport } from './model/transport.ts';
import { Gate } from './reflector/gate.ts';
import { Reflector } from './reflector/reflector.ts';
import { type Listener, type ListenOptions, listen } from './server/listen.ts';
import { metricsHandler } from './server/metricsserver.ts';
import { telemetryHandler } from './server/telemetryserver.ts';
import { findAssignment } from './sharding/statefulset.ts';
import { type Log, openLog } from './telemetry/log.ts';
import { SelfMetrics } from './telemetry/selfmetrics.ts';
import { buildInfo, userAgent } from './version.ts';

/** How the readiness report names the watch of --namespace-selector. */
const NAMESPACES = '/api/v1/namespaces (--namespace-selector)';
/** Namespaces that come and go together lead to one relist. */
const RELIST_MS = 500;
/** Answers under way at the end have this long. */
const DRAIN_MS = 5_000;

export interface AppOptions {
  readonly options: Options;
  readonly resources: readonly Resource[];
  readonly clock?: Clock;
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
  stop(): Promise<void>;
}

/**
 * Builds the exporter from its options and starts it: it listens first, so that probes are answered, and then syncs.
 * Throws CREDENTIALS and LISTEN.
 */
export async function startApp({
  options: given,
  resources,
  clock = systemClock,
  timing = defaultTiming,
  log = openLog(given.verbosity),
}: AppOptions): Promise<App> {
  const names = resources.flatMap((r) => r.families.map((f) => f.name));
  for (const [flag, patterns] of patternFlags(given)) for (const p of patterns) checkPattern(p, names, flag);
  for (const notice of given.notices) log.warn({}, notice);
  const transport = openTransport({ credentials: new CredentialSource(given, clock), userAgent, env: process.env });
  const options = await assignShard(given, transport);
  const metrics = new SelfMetrics(buildInfo);
  for (const file of readConfigFiles(options)) showConfigFile(metrics, file);
  metrics.totalShards.set(options.totalShards);
  metrics.shardOrdinal.set({ shard_ordinal: String(options.shard) }, options.shard);
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
  const packer = openPacker(options);
  const pipelines: ResourcePipeline[] = [];
  const flusher = new Flusher(
    () => pipelines.map((p) => p.store),
    clock,
    (seconds) => metrics.flushSeconds.observe(seconds),
  );
  const around: Surroundings = {
    namespaces,
    storing: { packer, parts: options.scrapeParts },
    pressure: () => flusher.pressure(),
    options,
    transport,
    clock,
    gate: new Gate(SYNCS_AT_ONCE),
    log,
    metrics,
    readiness,
    timing,
  };
  const shown = new Set(options.customResourcesOnly ? [] : options.resources);
  pipelines.push(...resources.filter((r) => shown.has(r.plural)).map((r) => new ResourcePipeline(r, around)));
  const scrapes = new Scrapes({
    flusher,
    stores: () => pipelines.map((p) => p.store),
    budget: new Budget(options),
    metrics,
    log,
    clock,
  });
  const listeners = await openListeners(options, around, pipelines, scrapes).catch(async (error) => {
    // Threads and connections that stay open would keep the process from ending.
    await Promise.all([transport.close(), packer.close()]);
    metrics.stop();
    throw error;
  });
  flusher.start();
  const startPipelines = (): void => {
    for (const pipeline of pipelines) pipeline.start();
    readiness.forget(NAMESPACES);
    readiness.ready();
  };
  const relistSoon = debounce(clock, RELIST_MS, () => {
    for (const pipeline of pipelines) if (pipeline.resource.namespaced) pipeline.relist();
  });
  const follower = namespaces && followNamespaces(around, namespaces);
  if (!follower) startPipelines();
  // Nothing to wait for, as when no family is shown, is complete as well.
  readiness.ready();
  const lateCheck = setInterval(() => readiness.ready(), 1_000);
  lateCheck.unref();
  return {
    port: listeners[0].port,
    telemetryPort: listeners[1].port,
    ready: () => readiness.ready(),
    synced,
    stop: async () => {
      clearInterval(lateCheck);
      flusher.stop();
      await follower?.stop();
      await Promise.all([...listeners.map((l) => l.close(DRAIN_MS)), ...pipelines.map((p) => p.stop())]);
      await Promise.all([transport.close(), packer.close()]);
      metrics.stop();
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

/** With --pod and --pod-namespace the shard follows from the StatefulSet. */
async function assignShard(options: Options, transport: Transport): Promise<Options> {
  if (!options.pod || !options.podNamespace) return options;
  const { shard, total } = await findAssignment(transport, options.podNamespace, options.pod);
  return { ...options, shard, totalShards: total };
}

/** The namespaces that the selector matches; nothing else is asked for before they are known. */
function followNamespaces(
  { transport, clock, timing, gate, options, readiness }: Surroundings,
  sink: NamespaceSet,
): Reflector {
  readiness.expect(NAMESPACES);
  const reflector = new Reflector({
    path: '/api/v1/namespaces',
    query: { labelSelector: options.namespaceSelector },
    decoder: compileDecoder('metadata', identity),
    transport,
    sink,
    observer: {
      request: () => {},
      received: () => {},
      bad: () => {},
      listed: () => {},
      health: (health, everSynced, detail) => {
        // Without the namespaces there is nothing to show, so that a refusal holds back everything.
        if (!everSynced) readiness.update(NAMESPACES, health === 'refused' ? 'failing' : health, false, detail);
      },
    },
    clock,
    waits: timing.waits,
    gate,
    rank: 0,
    watchList: true,
    fromCache: false,
    pageSize: timing.pageSize,
    listSilenceMs: timing.listSilenceMs,
    watchSilenceMs: timing.watchSilenceMs,
  });
  reflector.start();
  return reflector;
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

function showConfigFile(metrics: SelfMetrics, { type, filename, hash }: ConfigFile): void {
  metrics.configHash.set({ filename, type }, hash);
  metrics.configReloaded.set({ filename, type }, 1);
  metrics.configReloadedAt.set({ filename, type }, Date.now() / 1000);
}

async function openListeners(
  options: Options,
  { readiness, metrics, log }: Surroundings,
  pipelines: readonly ResourcePipeline[],
  scrapes: Scrapes,
): Promise<readonly [Listener, Listener]> {
  const common = {
    readTimeoutMs: options.readTimeoutMs,
    readHeaderTimeoutMs: options.readHeaderTimeoutMs,
    idleTimeoutMs: options.idleTimeoutMs,
    writeTimeoutMs: options.writeTimeoutMs,
  };
  const onError = (error: unknown): void => log.error({ error: errorText(error) }, 'answering a request failed');
  const main: ListenOptions = { ...common, host: options.host, port: options.port, flag: '--host/--port' };
  const source = {
    ready: () => readiness.ready(),
    open: () => scrapes.open(),
    observe: (method: string, seconds: number, bytes: number, gzip: boolean) => {
      metrics.requestSeconds.observe({ handler: 'metrics', method }, seconds);
      metrics.responseBytes.inc({ encoding: gzip ? 'gzip' : 'identity' }, bytes);
      metrics.lastScrapeBytes.set({ encoding: gzip ? 'gzip' : 'identity' }, bytes);
    },
  };
  const first = await listen(main, metricsHandler(source, options.gzip), onError);
  const telemetry: ListenOptions = {
    ...common,
    host: options.telemetryHost,
    port: options.telemetryPort,
    flag: '--telemetry-host/--telemetry-port',
  };
  const registry = {
    metrics: () => {
      for (const pipeline of pipelines) pipeline.observeSizes();
      showSizes(
        metrics,
        pipelines.map((p) => ({ label: p.label.resource, store: p.store })),
      );
      return metrics.text();
    },
  };
  try {
    return [first, await listen(telemetry, telemetryHandler(registry, readiness), onError)];
  } catch (error) {
    await first.close(0);
    throw error;
  }
}
