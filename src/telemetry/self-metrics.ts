import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/**
 * Periods of the event-loop monitor, until the first sync and since then: a delay below it may not be seen. Each period wakes
 * the process up, which at 20 ms costs a twentieth of what 500 events a second do (docs/decisions/0008-events.md).
 */
const SYNC_RESOLUTION_MS = 20;
const SERVING_RESOLUTION_MS = 50;
/** The same for the library's histogram of it, `nodejs_eventloop_lag_…`, whose default of 10 ms costs 1 % of a core. */
const LIBRARY_RESOLUTION_MS = 200;

/** What the program counts about itself. Names and labels of kube-state-metrics where it has them. */
export class SelfMetrics {
  readonly registry = new Registry();
  private readonly loopSync = monitorEventLoopDelay({ resolution: SYNC_RESOLUTION_MS });
  private readonly loopServing = monitorEventLoopDelay({ resolution: SERVING_RESOLUTION_MS });
  private loopSyncMaxSeconds: number | undefined;

  readonly lists = this.counter(
    'kube_state_metrics_list_total',
    'LIST requests to the API server, WatchLists included.',
    ['resource', 'result'],
  );
  readonly watches = this.counter('kube_state_metrics_watch_total', 'WATCH requests to the API server.', [
    'resource',
    'result',
  ]);
  readonly listObjects = this.gauge('kube_state_metrics_list_objects', 'Objects of a resource at hand.', ['resource']);
  readonly listObjectsLimit = this.gauge('kube_state_metrics_list_objects_limit', 'Value of --object-limit.', [
    'resource',
  ]);
  readonly limitReached = this.gauge(
    'kube_state_metrics_object_limit_reached',
    'Whether objects were left out because of --object-limit.',
    ['resource'],
  );
  readonly series = this.gauge('kube_state_metrics_series', 'Series of a resource at hand.', ['resource']);
  readonly familySeries = this.gauge('kube_state_metrics_family_series', 'Series of a family at hand.', [
    'resource',
    'family',
  ]);
  readonly familyTextBytes = this.gauge(
    'kube_state_metrics_family_text_bytes',
    'Text of a family at hand, before compression.',
    ['resource', 'family'],
  );
  readonly familyStoredBytes = this.gauge(
    'kube_state_metrics_family_stored_bytes',
    'Memory that the text of a family takes, as it is kept.',
    ['resource', 'family'],
  );
  readonly dirtySegments = this.gauge(
    'kube_state_metrics_dirty_segments',
    'Segments with changes that no answer holds yet.',
    [],
  );
  readonly pendingBytes = this.gauge(
    'kube_state_metrics_pending_bytes',
    'Memory of changes that no answer holds yet.',
    [],
  );
  readonly storeMemory = this.gauge(
    'kube_state_metrics_store_memory_bytes',
    'Memory outside of the heap that segments at rest, and changes that wait, are kept in.',
    ['part'],
  );
  readonly flushSeconds = new Histogram({
    name: 'kube_state_metrics_flush_duration_seconds',
    help: 'Time to put all changes into segments, before an answer or after a quiet time.',
    buckets: [0.001, 0.005, 0.02, 0.1, 0.25, 0.5, 1, 2, 4, 8],
    registers: [this.registry],
  });
  readonly lateFlushes = this.counter(
    'kube_state_metrics_late_flushes_total',
    'Answers that did not wait until all changes were in segments.',
    [],
  );
  readonly budgetExceeded = this.gauge(
    'kube_state_metrics_budget_exceeded',
    'Families that are left out of answers because of the limit that a flag sets.',
    ['budget', 'resource', 'family'],
  );
  readonly scrapesInFlight = this.gauge(
    'kube_state_metrics_scrapes_in_flight',
    'Scrapes of /metrics that have begun and are not yet answered in full.',
    [],
  );
  readonly rejected = this.counter(
    'kube_state_metrics_scrapes_rejected_total',
    'Scrapes that were refused or cut off: busy (too many in flight, answered with 503), slow (cut off to make room for others), pipelined (too many requests sent ahead, connection closed).',
    ['handler', 'reason'],
  );
  readonly lastScrapeBytes = this.gauge('kube_state_metrics_scrape_size_bytes', 'Size of the latest answer, as sent.', [
    'encoding',
  ]);
  readonly receivedBytes = this.counter(
    'kube_state_metrics_received_bytes_total',
    'Bytes received from the API server.',
    ['resource'],
  );
  readonly decodeErrors = this.counter(
    'kube_state_metrics_decode_errors_total',
    'Objects and events that could not be read and were passed over.',
    ['resource'],
  );
  readonly renderErrors = this.counter(
    'kube_state_metrics_render_errors_total',
    'Objects of which a family could not be written.',
    ['resource'],
  );
  readonly resourceState = this.gauge(
    'kube_state_metrics_resource_state',
    'State of a resource: 1 for the state that holds, 0 for the others.',
    ['resource', 'state'],
  );
  readonly requestSeconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request for metrics to the end of its answer.',
    labelNames: ['handler', 'method'],
    registers: [this.registry],
  });
  readonly responseBytes = this.counter('kube_state_metrics_scrape_bytes_total', 'Bytes of metrics sent.', [
    'encoding',
  ]);
  readonly foreignObjects = this.counter(
    'kube_state_metrics_foreign_objects_total',
    'Objects and events of other shards that came and were passed over.',
    ['resource'],
  );
  readonly serverFilters = this.gauge(
    'kube_state_metrics_server_side_sharding',
    'Whether the API server sends the objects of this shard alone, where it was asked to.',
    ['resource'],
  );
  readonly shardingInfo = this.gauge(
    'kube_state_metrics_sharding_info',
    'How objects are divided among shards, as a label of a sample of value 1.',
    ['algorithm'],
  );
  readonly fastPaths = this.gauge(
    'kube_state_metrics_fast_paths_info',
    'Implementations in use, as labels of a sample of value 1: reader of protobuf (generated or interpreted), inflate of zlib (handle or one-shot), codec of rows (wasm or plain), http client (undici or node).',
    ['reader', 'inflate', 'codec', 'http'],
  );
  readonly ready = this.gauge('kube_state_metrics_ready', 'Whether scrapes are answered in full.', []);
  readonly standby = this.gauge(
    'kube_state_metrics_standby',
    'Whether this process waits for a shard that others serve.',
    [],
  );
  readonly lastActivity = this.gauge(
    'kube_state_metrics_last_activity_timestamp_seconds',
    'Unix time at which the API server last sent anything about a resource that was understood, bookmarks included.',
    ['resource'],
  );
  readonly shardOrdinal = this.gauge('kube_state_metrics_shard_ordinal', 'Which shard this is.', ['shard_ordinal']);
  readonly totalShards = this.gauge('kube_state_metrics_total_shards', 'How many shards there are.', []);
  readonly leaseExpired = this.gauge(
    'kube_state_metrics_shard_lease_expired',
    'Whether a shard is served by a Lease that has run out, so that another process may serve it too.',
    [],
  );
  readonly foreignLease = this.gauge(
    'kube_state_metrics_foreign_lease',
    'Leases of names of this fleet that another application owns, as a label of a sample of value 1.',
    ['lease'],
  );

  readonly configHash = this.gauge(
    'kube_state_metrics_config_hash',
    'Hash of a configuration file as it was last read.',
    ['type', 'filename'],
  );
  readonly configReloaded = this.gauge(
    'kube_state_metrics_last_config_reload_successful',
    'Whether a configuration file could be read the last time.',
    ['type', 'filename'],
  );
  readonly configReloadedAt = this.gauge(
    'kube_state_metrics_last_config_reload_success_timestamp_seconds',
    'Unix time at which a configuration file was last read.',
    ['type', 'filename'],
  );

  constructor(build: Readonly<Record<string, string>>) {
    this.gauge(
      'kube_state_metrics_build_info',
      'What was built, as labels of a sample of value 1.',
      Object.keys(build),
    ).set(build, 1);
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: LIBRARY_RESOLUTION_MS });
    // Gauges under the names of counters, which promtool complains of.
    for (const name of ['handles', 'requests', 'resources'])
      this.registry.removeSingleMetric(`nodejs_active_${name}_total`);
    this.loopSync.enable();
    const delay = this.gauge(
      'kube_state_metrics_event_loop_delay_max_seconds',
      'Longest time for which the event loop did nothing else: until the first sync, and since then.',
      ['phase'],
    );
    // The monitor's own period is part of what it measures.
    const longest = ({ max }: { readonly max: number }, periodMs: number): number =>
      Math.max(0, max / 1e9 - periodMs / 1e3);
    Object.assign(delay, {
      collect: () => {
        if (this.loopSyncMaxSeconds === undefined)
          delay.set({ phase: 'sync' }, longest(this.loopSync, SYNC_RESOLUTION_MS));
        else delay.set({ phase: 'serving' }, longest(this.loopServing, SERVING_RESOLUTION_MS));
      },
    });
    this.endSync = () => {
      this.loopSyncMaxSeconds = longest(this.loopSync, SYNC_RESOLUTION_MS);
      delay.set({ phase: 'sync' }, this.loopSyncMaxSeconds);
      this.loopSync.disable();
      this.loopServing.enable();
    };
  }

  /** The first sync is complete: delays are counted anew. */
  readonly endSync: () => void;

  /** Which shard of how many scrapes see; undefined: none. */
  showShard(shard: number | undefined, total: number): void {
    this.totalShards.set(total);
    this.shardOrdinal.reset();
    if (shard !== undefined) this.shardOrdinal.set({ shard_ordinal: String(shard) }, shard);
  }

  /** Removes the gauges of a resource that is served no more, or from elsewhere. Counters stay. */
  forgetResource(resource: string): void {
    const gauges = [this.listObjects, this.listObjectsLimit, this.limitReached, this.lastActivity, this.serverFilters];
    for (const gauge of [...gauges, this.series]) gauge.remove({ resource });
    for (const state of ['pending', 'synced', 'refused', 'failing']) this.resourceState.remove({ resource, state });
  }

  /** The state set of a resource. */
  setState(resource: string, states: readonly string[], current: string): void {
    for (const state of states) this.resourceState.set({ resource, state }, state === current ? 1 : 0);
  }

  /** The exposition, `le` as the last label of a bucket as every other client library writes it. */
  async text(): Promise<string> {
    const text = await this.registry.metrics();
    return text.replace(/\{(le="[^"]*"),([^}\n]*)\}/g, '{$2,$1}');
  }

  stop(): void {
    this.loopSync.disable();
    this.loopServing.disable();
    this.registry.clear();
  }

  private counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private gauge(name: string, help: string, labelNames: string[]): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }
}
