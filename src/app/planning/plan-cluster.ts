import { errorText } from '../../base/errors.ts';
import { compileCustomResource } from '../../customresources/compile.ts';
import type { CustomResourceEntry } from '../../customresources/config.ts';
import { resolveKinds } from '../../customresources/discovery.ts';
import { compileDecoder } from '../../decode/decoder.ts';
import type { Cardinality } from '../../explorer/cardinality.ts';
import { CardinalityCollector } from '../../explorer/collector.ts';
import { CredentialSource } from '../../kube/credentials.ts';
import { openTransport } from '../../kube/transport.ts';
import { type Identified, identity } from '../../model/meta.ts';
import type { Options } from '../../model/options.ts';
import type { Plan, ResourcePlan, WatchPlan } from '../../model/plan.ts';
import { type Resource, resourceName } from '../../model/resource.ts';
import type { Transport } from '../../model/transport.ts';
import { ExpositionReader } from '../../parsing/exposition-reader.ts';
import { compilePlan, showsCustomResources } from '../../plan/compile.ts';
import { collectionPath } from '../../plan/watches.ts';
import { systemPorts } from '../../system/ports.ts';
import { openClusterReader } from '../cluster-objects.ts';
import { chooseFastPaths } from '../fast-paths.ts';
import { userAgent } from '../version.ts';
import { estimateResource, type FamilyEstimate, type ResourceEstimate, rendererOf } from './estimate.ts';
import { type ListPage, readPage } from './list-page.ts';
import { takeSample } from './sample.ts';

/** Namespaces that are read to choose among. */
const MOST_NAMESPACES = 20_000;

/** Expected sizes of one resource, or the reason why there are none. */
export interface PlannedResource {
  readonly name: string;
  readonly estimate: ResourceEstimate | undefined;
  /** Remark for the user; empty: none. */
  readonly note: string;
}

/** Expected metrics of a cluster under given options. */
export interface ClusterPlan {
  readonly plan: Plan;
  readonly resources: readonly PlannedResource[];
  readonly cardinality: Cardinality;
  readonly requests: number;
}

export interface PlanOptions {
  readonly options: Options;
  readonly resources: readonly Resource[];
  readonly customResources: readonly CustomResourceEntry[];
  /** Told before each resource: its name, and how many are done. */
  readonly onProgress: (name: string, done: number, all: number) => void;
}

/**
 * Reads samples of the objects that options select, renders them as the process would, and scales them to the cluster. A resource that
 * may not be read costs the others nothing. Rejects with CREDENTIALS, and with API_UNREACHABLE where the cluster does not answer.
 */
export async function planCluster(given: PlanOptions): Promise<ClusterPlan> {
  const { clock, env, files, processes, network, compression } = systemPorts(chooseFastPaths(false).paths);
  const credentials = new CredentialSource(given.options, clock, { env, files, processes, network });
  const transport = openTransport({ credentials, userAgent, network, clock });
  try {
    return await new ClusterPlanner(given, transport, { clock, compression }).run();
  } finally {
    await transport.close();
  }
}

class ClusterPlanner {
  private readonly given: PlanOptions;
  private readonly transport: Transport;
  private readonly ports: Pick<ReturnType<typeof systemPorts>, 'clock' | 'compression'>;
  private readonly reader = chooseFastPaths(false).paths.reader;
  private requests = 0;

  constructor(given: PlanOptions, transport: Transport, ports: ClusterPlanner['ports']) {
    this.given = given;
    this.transport = transport;
    this.ports = ports;
  }

  async run(): Promise<ClusterPlan> {
    const { options, resources, onProgress } = this.given;
    const { custom, notes } = await this.customResources();
    const plan = compilePlan(options, resources, custom);
    const namespaces = await this.namespaces();
    const planned: PlannedResource[] = [...notes];
    const all = [...plan.resources.values()].filter(({ watches }) => watches.length > 0);
    for (const [i, each] of all.entries()) {
      onProgress(resourceName(each.resource), i, all.length);
      planned.push(await this.planOne(each, namespaces));
    }
    return { plan, resources: planned, cardinality: cardinalityOf(planned), requests: this.requests };
  }

  private async planOne(plan: ResourcePlan, namespaces: readonly string[] | undefined): Promise<PlannedResource> {
    const { resource, watches, admission } = plan;
    const name = resourceName(resource);
    const renderer = rendererOf(plan);
    const [watch] = watches;
    const keep = watch!.keepNamespaces;
    const { countable, excluded } = this.countable(watch!);
    const { clock, compression } = this.ports;
    try {
      const sample = await takeSample({
        transport: this.transport,
        decoder: compileDecoder(resource.form, renderer.shape, this.reader),
        clock,
        counter: compileDecoder('metadata', identity, this.reader),
        watch: countable,
        excluded,
        namespaced: resource.namespaced && watch!.path === collectionPath(resource),
        namespaces: keep ? [...keep] : namespaces,
        selective: keep !== undefined || admission.namespaceSelector !== '',
        pathOf: (namespace) => collectionPath(resource, namespace),
      });
      this.requests += sample.requests;
      const share = 1 / this.given.options.totalShards;
      const estimate = estimateResource(plan, renderer, sample, { share, nowMs: clock.unixMs(), compression });
      const note = sample.isLowerBound ? 'counting ended early: there are more objects' : '';
      return { name, estimate, note };
    } catch (error) {
      this.refuseCredentials(error);
      return { name, estimate: undefined, note: errorText(error) };
    }
  }

  /**
   * Servers do not count what a selector selects: a watch that leaves out namespaces is counted without its selector, and those
   * namespaces are subtracted.
   */
  private countable(watch: WatchPlan): { readonly countable: WatchPlan; readonly excluded: ReadonlySet<string> } {
    const denied = this.given.options.namespacesDenylist;
    const selector = denied.map((namespace) => `metadata.namespace!=${namespace}`).join(',');
    const { fieldSelector, ...query } = watch.query;
    if (denied.length === 0 || fieldSelector !== selector) return { countable: watch, excluded: new Set() };
    return { countable: { ...watch, query }, excluded: new Set(denied) };
  }

  /** Lists the namespaces that are shown; undefined where they may not be read. */
  private async namespaces(): Promise<readonly string[] | undefined> {
    const { namespaceSelector, namespacesDenylist } = this.given.options;
    const decoder = compileDecoder('metadata', identity, this.reader);
    const query: Record<string, string> = namespaceSelector === '' ? {} : { labelSelector: namespaceSelector };
    const denied = new Set(namespacesDenylist);
    try {
      const names: string[] = [];
      let page: ListPage | undefined;
      do {
        const next: string = page?.meta.continue ?? '';
        page = await readPage(this.transport, decoder, this.ports.clock, {
          path: '/api/v1/namespaces',
          query,
          limit: 500,
          next,
        });
        this.requests++;
        names.push(...page.objects.map(({ metadata }: Identified) => metadata.name));
      } while (page.meta.continue !== '' && names.length < MOST_NAMESPACES);
      return names.filter((name) => !denied.has(name));
    } catch (error) {
      this.refuseCredentials(error);
      return undefined;
    }
  }

  private async customResources(): Promise<{ custom: readonly Resource[]; notes: readonly PlannedResource[] }> {
    const { options, customResources: entries } = this.given;
    if (entries.length === 0 || !showsCustomResources(options)) return { custom: [], notes: [] };
    const reader = openClusterReader(options);
    try {
      const { kinds } = resolveKinds(await reader.definitions(), entries);
      return { custom: kinds.map(({ kind, entry }) => compileCustomResource(entry, kind, () => {})), notes: [] };
    } catch (error) {
      this.refuseCredentials(error);
      return { custom: [], notes: [{ name: 'custom resources', estimate: undefined, note: errorText(error) }] };
    } finally {
      await reader.close();
    }
  }

  /** Rethrows what no other request will do without. */
  private refuseCredentials(error: unknown): void {
    const { code } = error as { readonly code?: string };
    if (code === 'CREDENTIALS' || code === 'API_UNREACHABLE') throw error;
  }
}

/** The model of the explorer, from the rows of the samples and the expected amounts. */
function cardinalityOf(planned: readonly PlannedResource[]): Cardinality {
  const collector = new CardinalityCollector();
  const known = new Map<string, FamilyEstimate>();
  const resources = new Map<string, string>();
  for (const { name, estimate } of planned) {
    if (!estimate || estimate.objects === 0) continue;
    for (const family of estimate.families) {
      known.set(family.name, family);
      resources.set(family.name, name);
      const reader = new ExpositionReader(collector);
      reader.push(Buffer.from(family.header + family.text));
      reader.finish();
    }
  }
  const amounts = new Map(
    [...known].map(([name, { series, rawBytes, packedBytes }]) => [name, { series, rawBytes, packedBytes }]),
  );
  return collector.cardinality({
    resourceOf: (name) => resources.get(name) ?? '',
    packedBytesOf: () => 0,
    known: amounts,
  });
}
