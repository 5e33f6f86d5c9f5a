import type { Options } from '../model/options.ts';
import type {
  AdmissionPlan,
  ClusterPlan,
  FleetPlan,
  ListenersPlan,
  Plan,
  ResourceKey,
  ResourcePlan,
  StoragePlan,
} from '../model/plan.ts';
import type { Resource } from '../model/resource.ts';
import { selectsFamily } from './families.ts';
import { planLabels } from './labels.ts';
import { planWatches } from './watches.ts';

/**
 * Compiles options into what the process does. Pure. Resources keep the given order, which is that of exposition; custom ones
 * come behind those of Kubernetes, and flags do not name them.
 */
export function compilePlan(
  options: Options,
  resources: readonly Resource[],
  customResources: readonly Resource[] = [],
): Plan {
  const storage = planStorage(options);
  const shown = new Set(options.customResourcesOnly ? [] : options.resources);
  const plans = [...resources.filter((r) => shown.has(r.plural)), ...selectCustom(options, customResources)].map((r) =>
    planResource(r, options, storage),
  );
  const { maxSeries, maxSeriesPerFamily, maxBytes } = options;
  return {
    resources: new Map(plans.map((p) => [p.key, p])),
    fleet: planFleet(options),
    scrape: { ...storage, maxSeries, maxSeriesPerFamily, maxBytes },
    listeners: planListeners(options),
    cluster: planCluster(options),
    notices: options.notices,
  };
}

/** Puts other custom resources in the place of those of a plan; everything else stays as it is. */
export function withCustomResources(plan: Plan, options: Options, customResources: readonly Resource[]): Plan {
  const resources = new Map([...plan.resources].filter(([, { resource }]) => resource.custom === undefined));
  for (const each of selectCustom(options, customResources)) {
    const planned = planResource(each, options, planStorage(options));
    if (!resources.has(planned.key)) resources.set(planned.key, planned);
  }
  return { ...plan, resources };
}

/** Returns whether options show custom resources: with a node, a process shows the pods of that node, as others do of theirs. */
export function showsCustomResources({ node, trackUnscheduledPods }: Options): boolean {
  return node === '' && !trackUnscheduledPods;
}

function selectCustom(options: Options, customResources: readonly Resource[]): readonly Resource[] {
  return showsCustomResources(options) ? customResources : [];
}

function planStorage({ gzip, scrapeParts }: Options): StoragePlan {
  return { encoding: gzip ? 'deflate' : 'raw', partitions: scrapeParts };
}

/** Returns the key of a resource: `group/version/plural`, with an empty group for the core. */
export function resourceKey({ group, version, plural }: Resource): ResourceKey {
  return `${group}/${version}/${plural}`;
}

function planResource(resource: Resource, options: Options, storage: StoragePlan): ResourcePlan {
  const key = resourceKey(resource);
  const families = resource.families.filter(selectsFamily(options, resource));
  // Nothing is read of a resource whose families are all off.
  const watches = families.length > 0 ? planWatches(resource, options) : [];
  const labels = planLabels(resource, options);
  const admission = planAdmission(resource, options);
  const { sparseStates, useApiserverCache: fromCache } = options;
  const names = families.map((family) => family.name);
  const { form, custom } = resource;
  const definition = custom?.definition;
  const facts = { key, form, definition, names, watches: watches.map(plain), labels, admission, sparseStates };
  const fingerprint = JSON.stringify({ ...facts, fromCache, storage });
  return { key, resource, families, watches, labels, admission, sparseStates, fromCache, storage, fingerprint };
}

function planAdmission(resource: Resource, options: Options): AdmissionPlan {
  return {
    namespaceSelector: resource.namespaced ? options.namespaceSelector : '',
    objectLimit: options.objectLimit,
    finishedMaxAgeMs: resource.expiry ? options.finishedPodMaxAgeMs : 0,
  };
}

/** A watch as JSON can show it. */
function plain({ path, query, keepNamespaces, fallback }: ResourcePlan['watches'][number]): object {
  return { path, query, keepNamespaces: [...(keepNamespaces ?? [])], fallback: fallback.map(plain) };
}

function planFleet(options: Options): FleetPlan {
  const { shardingAlgorithm, shard, totalShards, pod, podNamespace, shardLease } = options;
  const { shardLeaseDurationMs, handoverTimeoutMs, handoverOverlapMs, reshardGraceMs, standbyUnready } = options;
  const { serverSideSharding } = options;
  const kind = shardLease ? 'lease' : pod && podNamespace ? 'statefulset' : 'fixed';
  const place = { shardingAlgorithm, shard, totalShards, pod, podNamespace, shardLease };
  const times = { shardLeaseDurationMs, handoverTimeoutMs, handoverOverlapMs, reshardGraceMs };
  return { kind, ...place, ...times, standbyUnready, serverSideSharding };
}

function planListeners(options: Options): ListenersPlan {
  const { host, port, telemetryHost, telemetryPort } = options;
  const { readTimeoutMs, readHeaderTimeoutMs, idleTimeoutMs, writeTimeoutMs, shutdownTimeoutMs } = options;
  const { maxConnections, enableDiagnostics } = options;
  const timeouts = { readTimeoutMs, readHeaderTimeoutMs, idleTimeoutMs, writeTimeoutMs, shutdownTimeoutMs };
  const limits = { ...timeouts, maxConnections, enableDiagnostics };
  const { tlsConfig, authFilter, authAudiences } = options;
  return { host, port, telemetryHost, telemetryPort, ...limits, tlsConfig, authFilter, authAudiences };
}

function planCluster({ apiserver, kubeconfig, initialSyncTimeoutMs }: Options): ClusterPlan {
  return { apiserver, kubeconfig, initialSyncTimeoutMs };
}
