import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { EventLoopDelays } from './event-loop.ts';
import { type SelfMetricRow, selfMetricRows } from './self-metrics-table.ts';

/** Period of the library's own `nodejs_eventloop_lag_…` histogram, whose default of 10 ms costs 1 % of a core. */
const LIBRARY_RESOLUTION_MS = 200;

type InstrumentOf<Row extends SelfMetricRow> = Row extends { readonly type: 'counter' }
  ? Counter
  : Row extends { readonly type: 'gauge' }
    ? Gauge
    : Histogram;

/** One instrument for each row of the table, under the name of its row. */
type Instruments = { readonly [K in keyof typeof selfMetricRows]: InstrumentOf<(typeof selfMetricRows)[K]> };

function instrument({ type, name, labels, help, buckets }: SelfMetricRow, registry: Registry): unknown {
  const common = { name, help, labelNames: [...labels], registers: [registry] };
  if (type === 'counter') return new Counter(common);
  if (type === 'gauge') return new Gauge(common);
  return new Histogram(buckets ? { ...common, buckets: [...buckets] } : common);
}

/** The base class whose fields are the instruments: a type can name them all only as a whole. */
const WithInstruments = class {
  constructor(registry: Registry) {
    for (const [key, row] of Object.entries(selfMetricRows))
      Object.defineProperty(this, key, { value: instrument(row, registry), enumerable: true });
  }
} as new (
  registry: Registry,
) => Instruments;

/** The metrics about the process itself, served on the telemetry port (docs/self-metrics.md). */
export class SelfMetrics extends WithInstruments {
  readonly registry: Registry;
  private readonly syncModes = new Map<string, readonly Readonly<Record<string, string>>[]>();
  private readonly loop = new EventLoopDelays();

  constructor(build: Readonly<Record<string, string>>) {
    const registry = new Registry();
    super(registry);
    this.registry = registry;
    this.buildInfo.set(build, 1);
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LIBRARY_RESOLUTION_MS });
    // Gauges with names of counters, which promtool rejects.
    for (const name of ['handles', 'requests', 'resources']) registry.removeSingleMetric(`nodejs_active_${name}_total`);
    Object.assign(this.eventLoopDelay, { collect: () => this.collectLoop() });
  }

  private collectLoop(): void {
    const { sync, serving } = this.loop.longest();
    this.eventLoopDelay.set({ phase: 'sync' }, sync);
    if (serving !== undefined) this.eventLoopDelay.set({ phase: 'serving' }, serving);
  }

  /** Marks the initial sync as complete: from here on delays count for the second phase. */
  endSync(): void {
    this.loop.endSync();
  }

  /** Sets the shard that scrapes see and the number of shards; undefined: no shard. */
  showShard(shard: number | undefined, total: number): void {
    this.totalShards.set(total);
    this.shardOrdinal.reset();
    if (shard !== undefined) this.shardOrdinal.set({ shard_ordinal: String(shard) }, shard);
  }

  /** Sets the state set of a resource: 1 for the current state, 0 for all others. */
  setState(resource: string, states: readonly string[], current: string): void {
    for (const state of states) this.resourceState.set({ resource, state }, state === current ? 1 : 0);
  }

  /** Counts the watches of a resource by label values, in place of those shown before. */
  showSyncModes(resource: string, modes: readonly Readonly<Record<string, string>>[]): void {
    for (const labels of this.syncModes.get(resource) ?? []) this.syncMode.remove(labels);
    const shown = modes.map((mode) => ({ resource, ...mode }));
    this.syncModes.set(resource, shown);
    for (const labels of shown) this.syncMode.inc(labels);
  }

  /**
   * Removes the gauges of a resource that is no longer served from here. Its counters stay, unless it is one of those that come and
   * go with the cluster, in any number.
   */
  forgetResource(resource: string, custom: boolean): void {
    if (custom) {
      const counters = [this.receivedBytes, this.decodeErrors, this.renderErrors, this.foreignObjects];
      for (const counter of counters) counter.remove({ resource });
    }
    const gauges = [this.listObjects, this.listObjectsLimit, this.limitReached, this.lastActivity, this.serverFilters];
    for (const gauge of [...gauges, this.series]) gauge.remove({ resource });
    this.showSyncModes(resource, []);
    for (const state of ['pending', 'synced', 'refused', 'failing']) this.resourceState.remove({ resource, state });
  }

  /** Writes the exposition, with `le` as the last label of a bucket as every other client library writes it. */
  async text(): Promise<string> {
    const text = await this.registry.metrics();
    return text.replace(/\{(le="[^"]*"),([^}\n]*)\}/g, '{$2,$1}');
  }

  /** Stops the event-loop monitors and drops all values. */
  stop(): void {
    this.loop.stop();
    this.registry.clear();
  }
}
