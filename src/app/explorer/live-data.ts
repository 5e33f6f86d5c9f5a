import type { ExplorerData, LiveData, ResourceStatus } from '../../explorer/data.ts';
import { resourceName } from '../../model/resource.ts';
import type { OpenView } from '../../model/view.ts';
import type { Process } from '../process.ts';
import { buildInfo } from '../version.ts';
import type { ScrapeHistory } from './scrape-history.ts';
import { cardinalityOfViews } from './view-cardinality.ts';

/** The parts of a process that the explorer shows. */
export type Explored = Pick<Process, 'plan' | 'context' | 'runtime' | 'converter' | 'memory'>;

/** Collects what the explorer shows of this process: a moment of all resources, and the state of what reads and serves them. */
export async function liveData(explored: Explored, history: ScrapeHistory): Promise<ExplorerData> {
  const { context, runtime, converter } = explored;
  // Sets the gauges that are set for each reading.
  for (const pipeline of runtime.pipelines) pipeline.showSizes();
  const opened: OpenView[] = runtime.pipelines.map(({ store }) => store.open());
  try {
    const cardinality = await cardinalityOfViews(
      // Families of resources without objects are not shown.
      opened.flatMap(({ view }) => (view.objects > 0 ? [view] : [])),
      converter,
      context.clock,
    );
    const takenAtMs = context.clock.unixMs();
    return { version: 1, source: 'this process', takenAtMs, cardinality, live: await stateOf(explored, history) };
  } finally {
    for (const each of opened) each.release();
  }
}

async function stateOf({ plan, context, runtime, memory }: Explored, history: ScrapeHistory): Promise<LiveData> {
  const { metrics } = context;
  const ordinal = (await metrics.shardOrdinal.get()).values[0]?.value;
  const total = (await metrics.totalShards.get()).values[0]?.value ?? 1;
  const { limitBytes } = memory;
  return {
    program: buildInfo.version ?? '',
    resources: await resourcesOf(runtime.pipelines, metrics),
    shard: { ordinal, total, algorithm: plan.fleet.shardingAlgorithm },
    scrapes: history.latest(),
    memory: { residentBytes: memory.usedBytes(), limitBytes: Number.isFinite(limitBytes) ? limitBytes : undefined },
  };
}

async function resourcesOf(
  pipelines: Explored['runtime']['pipelines'],
  metrics: Explored['context']['metrics'],
): Promise<readonly ResourceStatus[]> {
  const [modes, activity, received, relists] = await Promise.all([
    metrics.syncMode.get(),
    metrics.lastActivity.get(),
    metrics.receivedBytes.get(),
    metrics.relists.get(),
  ]);
  return pipelines.map(({ plan, report, store, states }) => {
    const mine = ({ values }: { readonly values: readonly Value[] }): readonly Value[] =>
      values.filter(({ labels }) => labels.resource === report.label.resource);
    const details = states.entries().flatMap(([, { health, detail }]) => (health === 'synced' ? [] : [detail]));
    return {
      name: resourceName(plan.resource),
      state: states.worst,
      detail: details.find((detail) => detail !== '') ?? '',
      objects: store.sizes().objects,
      mode: String(mine(modes)[0]?.labels.mode ?? ''),
      lastActivity: mine(activity)[0]?.value ?? 0,
      receivedBytes: mine(received)[0]?.value ?? 0,
      relists: mine(relists).map(({ labels, value }) => ({ reason: String(labels.reason), count: value })),
    };
  });
}

/** A series of a self-metric. */
interface Value {
  readonly labels: Readonly<Record<string, unknown>>;
  readonly value: number;
}
