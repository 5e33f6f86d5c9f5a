/**
 * Every self-metric as data. A row here is all that a new one costs: its instrument, its place in the exposition and its row in
 * docs/self-metrics.md come from the table. Names and labels are those of kube-state-metrics where it has the metric.
 */

/** A self-metric as it is declared. */
export interface SelfMetricRow {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly name: string;
  readonly labels: readonly string[];
  readonly help: string;
  /** Upper bounds of the buckets of a histogram; those of the library if absent. */
  readonly buckets?: readonly number[] | undefined;
}

function counter(name: string, labels: readonly string[], help: string) {
  return { type: 'counter', name, labels, help } as const;
}

function gauge(name: string, labels: readonly string[], help: string) {
  return { type: 'gauge', name, labels, help } as const;
}

function histogram(name: string, labels: readonly string[], help: string, buckets?: readonly number[]) {
  return { type: 'histogram', name, labels, help, buckets } as const;
}

const reading = {
  lists: counter(
    'kube_state_metrics_list_total',
    ['resource', 'result'],
    'Number of LIST requests to the API server by result, including WatchList requests.',
  ),
  watches: counter(
    'kube_state_metrics_watch_total',
    ['resource', 'result'],
    'Number of WATCH requests to the API server by result.',
  ),
  relists: counter(
    'kube_state_metrics_relist_total',
    ['resource', 'reason'],
    'Number of lists after the first one by reason: requested (by a change of configuration, shard or limits), expired (410), version (unknown to the API server), watchlist (not supported or without an end), status (another refusal), unreachable, cut, silent, lost (the stream could not be relied on).',
  ),
  listObjects: gauge(
    'kube_state_metrics_list_objects',
    ['resource'],
    'Number of objects currently held for a resource.',
  ),
  listObjectsLimit: gauge(
    'kube_state_metrics_list_objects_limit',
    ['resource'],
    'Maximum number of objects of a resource, as set by --object-limit.',
  ),
  limitReached: gauge(
    'kube_state_metrics_object_limit_reached',
    ['resource'],
    'Whether objects of a resource are left out because of --object-limit (1) or not (0).',
  ),
  receivedBytes: counter(
    'kube_state_metrics_received_bytes_total',
    ['resource'],
    'Amount of data received from the API server, in bytes.',
  ),
  decodeErrors: counter(
    'kube_state_metrics_decode_errors_total',
    ['resource'],
    'Number of objects and events that were skipped because they could not be decoded.',
  ),
  renderErrors: counter(
    'kube_state_metrics_render_errors_total',
    ['resource'],
    'Number of times that a metric family of an object could not be rendered.',
  ),
  resourceState: gauge(
    'kube_state_metrics_resource_state',
    ['resource', 'state'],
    'Sync state of a resource: 1 for the current state, 0 for all others.',
  ),
  syncMode: gauge(
    'kube_state_metrics_sync_mode',
    ['resource', 'mode', 'form', 'encoding'],
    'Number of watches of a resource by their last sync: mode (watchlist, list or cached-list), form of the objects (full, metadata or table) and encoding (protobuf or json).',
  ),
  lastActivity: gauge(
    'kube_state_metrics_last_activity_timestamp_seconds',
    ['resource'],
    'Time at which the API server last sent data that could be decoded for a resource, bookmarks included, as a Unix timestamp in seconds.',
  ),
};

const customResources = {
  definitionsAdded: counter(
    'kube_state_metrics_custom_resource_state_add_events_total',
    [],
    'Number of CustomResourceDefinitions that appeared.',
  ),
  definitionsUpdated: counter(
    'kube_state_metrics_custom_resource_state_update_events_total',
    [],
    'Number of changes of CustomResourceDefinitions.',
  ),
  definitionsDeleted: counter(
    'kube_state_metrics_custom_resource_state_delete_events_total',
    [],
    'Number of CustomResourceDefinitions that were deleted.',
  ),
  definitionsHeld: gauge(
    'kube_state_metrics_custom_resource_state_cache',
    [],
    'Number of CustomResourceDefinitions in the cluster, as far as they are known.',
  ),
  customResourceAbsent: gauge(
    'kube_state_metrics_custom_resource_absent',
    ['group', 'version', 'kind'],
    'Configured custom resources that the cluster does not serve; the value is always 1.',
  ),
  customResourceFaults: counter(
    'kube_state_metrics_custom_resource_faults_total',
    ['resource', 'metric'],
    'Number of times that a value of a custom resource metric could not be used; metrics beyond the first 1,000 are summed up as "other".',
  ),
};

const store = {
  series: gauge('kube_state_metrics_series', ['resource'], 'Number of series currently held for a resource.'),
  familySeries: gauge(
    'kube_state_metrics_family_series',
    ['resource', 'family'],
    'Number of series of a metric family; the families beyond the largest 1,000 are summed up as "other".',
  ),
  familyTextBytes: gauge(
    'kube_state_metrics_family_text_bytes',
    ['resource', 'family'],
    'Size of the text of a metric family before compression, in bytes.',
  ),
  familyStoredBytes: gauge(
    'kube_state_metrics_family_stored_bytes',
    ['resource', 'family'],
    'Memory used by the text of a metric family as it is stored, in bytes.',
  ),
  dirtySegments: gauge(
    'kube_state_metrics_dirty_segments',
    [],
    'Number of segments with pending changes that no scrape includes yet.',
  ),
  pendingBytes: gauge(
    'kube_state_metrics_pending_bytes',
    [],
    'Memory used by pending changes that no scrape includes yet, in bytes.',
  ),
  storeMemory: gauge(
    'kube_state_metrics_store_memory_bytes',
    ['part'],
    'Memory outside of the heap used by segments and by pending changes, in bytes.',
  ),
  flushSeconds: histogram(
    'kube_state_metrics_flush_duration_seconds',
    [],
    'Time to flush all pending changes into segments, in seconds.',
    [0.001, 0.005, 0.02, 0.1, 0.25, 0.5, 1, 2, 4, 8],
  ),
};

const scrapes = {
  lateFlushes: counter(
    'kube_state_metrics_late_flushes_total',
    [],
    'Number of scrapes that were answered before all pending changes had been flushed.',
  ),
  budgetExceeded: gauge(
    'kube_state_metrics_budget_exceeded',
    ['budget', 'resource', 'family'],
    'Metric families that are left out of scrapes because of a size limit; the value is always 1, and the label budget names the flag.',
  ),
  scrapesInFlight: gauge('kube_state_metrics_scrapes_in_flight', [], 'Number of scrapes of /metrics in progress.'),
  rejected: counter(
    'kube_state_metrics_scrapes_rejected_total',
    ['handler', 'reason'],
    'Number of scrapes rejected or cut off: busy (too many in flight, answered with 503), slow (cut off to make room for others), pipelined (too many requests sent ahead, connection closed).',
  ),
  connectionsClosed: counter(
    'kube_state_metrics_connections_closed_total',
    ['handler'],
    'Number of idle connections closed to make room for others because of --max-connections.',
  ),
  lastScrapeBytes: gauge(
    'kube_state_metrics_scrape_size_bytes',
    ['encoding'],
    'Size of the latest scrape response as sent, in bytes.',
  ),
  responseBytes: counter(
    'kube_state_metrics_scrape_bytes_total',
    ['encoding'],
    'Amount of data sent in scrape responses, in bytes.',
  ),
  requestSeconds: histogram(
    'http_request_duration_seconds',
    ['handler', 'method'],
    'Time from a request for metrics to the end of its response, in seconds.',
  ),
  ready: gauge('kube_state_metrics_ready', [], 'Whether scrapes are served with complete data (1) or not (0).'),
};

const sharding = {
  shardOrdinal: gauge(
    'kube_state_metrics_shard_ordinal',
    ['shard_ordinal'],
    'Ordinal of the shard that this process serves, counted from 0; absent on a standby.',
  ),
  totalShards: gauge('kube_state_metrics_total_shards', [], 'Number of shards of the fleet.'),
  shardingInfo: gauge(
    'kube_state_metrics_sharding_info',
    ['algorithm'],
    'Sharding algorithm, as a label; the value is always 1.',
  ),
  foreignObjects: counter(
    'kube_state_metrics_foreign_objects_total',
    ['resource'],
    'Number of objects and events of other shards that were received and skipped.',
  ),
  serverFilters: gauge(
    'kube_state_metrics_server_side_sharding',
    ['resource'],
    'Whether the API server sends only the objects of this shard (1) or all objects (0); present if it was asked to filter.',
  ),
  standby: gauge(
    'kube_state_metrics_standby',
    [],
    'Whether this process is a standby for a shard that others serve (1) or not (0).',
  ),
  leaseExpired: gauge(
    'kube_state_metrics_shard_lease_expired',
    [],
    'Whether this process serves a shard with an expired Lease, so that another one may serve it too (1), or not (0).',
  ),
  foreignLease: gauge(
    'kube_state_metrics_foreign_lease',
    ['lease'],
    'Leases with a name of this fleet that belong to another application, one series each; the value is always 1.',
  ),
};

const configuration = {
  configHash: gauge(
    'kube_state_metrics_config_hash',
    ['filename', 'type'],
    'Hash of a configuration file at the last successful load.',
  ),
  configReloaded: gauge(
    'kube_state_metrics_last_config_reload_successful',
    ['filename', 'type'],
    'Whether the last load of a configuration file succeeded (1) or failed (0).',
  ),
  configReloadedAt: gauge(
    'kube_state_metrics_last_config_reload_success_timestamp_seconds',
    ['filename', 'type'],
    'Time of the last successful load of a configuration file, as a Unix timestamp in seconds.',
  ),
  buildInfo: gauge(
    'kube_state_metrics_build_info',
    ['branch', 'goarch', 'goos', 'goversion', 'revision', 'tags', 'version'],
    'Build information as labels; the value is always 1.',
  ),
  fastPaths: gauge(
    'kube_state_metrics_fast_paths_info',
    ['reader', 'inflate', 'codec', 'http'],
    'Implementations in use as labels: reader of protobuf (generated or interpreted), inflate of zlib (handle or one-shot), codec of rows (wasm or plain), HTTP client (undici or node); the value is always 1.',
  ),
  memoryBound: gauge(
    'kube_state_metrics_memory_bound_bytes',
    [],
    'Memory near which garbage is collected more often, in bytes: GOMEMLIMIT, or the limit of the container or the memory of the machine, or the share of it that --auto-gomemlimit takes.',
  ),
  packingThreads: gauge(
    'kube_state_metrics_packing_threads',
    [],
    'Number of threads that compress segments; 0 if the main thread does.',
  ),
  eventLoopDelay: gauge(
    'kube_state_metrics_event_loop_delay_max_seconds',
    ['phase'],
    'Longest event-loop delay, during the initial sync and since, in seconds.',
  ),
};

/** The rows under the headings of their page. */
export const selfMetricGroups = {
  'Reading from the API server': reading,
  'Custom resources': customResources,
  Store: store,
  Scrapes: scrapes,
  Sharding: sharding,
  'Process and configuration': configuration,
} satisfies Readonly<Record<string, Readonly<Record<string, SelfMetricRow>>>>;

/** The rows by the name that the code has for each. */
export const selfMetricRows = { ...reading, ...customResources, ...store, ...scrapes, ...sharding, ...configuration };
