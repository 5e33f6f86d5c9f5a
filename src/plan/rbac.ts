import type { FleetPlan, Plan, WatchPlan } from '../model/plan.ts';
import type { Resource } from '../model/resource.ts';
import { activeLeaseNames, shardLeaseNames } from '../sharding/fleet.ts';

/** A rule of a Role or ClusterRole. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** A Role (with a namespace) or ClusterRole (without). */
export interface RoleObject {
  readonly apiVersion: 'rbac.authorization.k8s.io/v1';
  readonly kind: 'Role' | 'ClusterRole';
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules: readonly Rule[];
}

/** Objects that a rule is about: those of a kind, or `*` for all kinds of a group. */
export interface Readable {
  readonly group: string;
  readonly plural: string;
}

/** Custom resources that a configuration names. Which kinds a cluster has for them is not part of a plan until it runs. */
export interface CustomReads {
  readonly kinds: readonly Readable[];
  /** The namespaces whose objects are shown; empty: all. */
  readonly namespaces: readonly string[];
}

const NO_CUSTOM: CustomReads = { kinds: [], namespaces: [] };
const DEFINITIONS: Readable = { group: 'apiextensions.k8s.io', plural: 'customresourcedefinitions' };

/**
 * Folds a plan to the least privileges that it needs: to list and watch what it shows, cluster-wide or in the namespaces named,
 * the namespaces that a selector chooses from, and to find its shard. A resource that is not watched needs none. Resources of one
 * API group share a rule. Custom resources need their definitions as well, which belong to the whole cluster.
 */
export function leastPrivileges(
  { resources, fleet, listeners }: Plan,
  known: readonly Resource[],
  name: string,
  custom: CustomReads = NO_CUSTOM,
): readonly RoleObject[] {
  const inNamespaces = new Map<string, Readable[]>();
  const inCluster: Resource[] = [];
  for (const { resource, watches, admission } of resources.values()) {
    const namespaces = watches.flatMap(namespacesOf);
    if (watches.length > 0 && namespaces.length === 0) inCluster.push(resource);
    for (const namespace of namespaces) addTo(inNamespaces, namespace, [resource]);
    if (admission.namespaceSelector)
      inCluster.push(...known.filter((r) => r.group === '' && r.plural === 'namespaces'));
  }
  for (const namespace of custom.namespaces) if (custom.kinds.length > 0) addTo(inNamespaces, namespace, custom.kinds);
  const customInCluster = [
    ...(custom.kinds.length > 0 ? [DEFINITIONS] : []),
    ...(custom.namespaces.length > 0 ? [] : custom.kinds),
  ];
  const reads = rulesOf([...known.filter((r) => inCluster.includes(r)), ...customInCluster]);
  const clusterRules = listeners.authFilter ? [...reads, ...REVIEW_RULES] : reads;
  return [
    ...(clusterRules.length > 0 ? [role(name, undefined, clusterRules)] : []),
    ...[...inNamespaces].map(([namespace, shown]) => role(name, namespace, rulesOf(shown))),
    ...shardRoles(fleet, name),
  ];
}

function addTo(byNamespace: Map<string, Readable[]>, namespace: string, more: readonly Readable[]): void {
  byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), ...more]);
}

/** The namespaces that a watch is permitted in: with one that falls back, each of these is enough. */
function namespacesOf({ path, fallback }: WatchPlan): string[] {
  if (fallback.length > 0) return fallback.flatMap(namespacesOf);
  const namespace = /\/namespaces\/([^/]+)\/[^/]+$/.exec(path)?.[1];
  return namespace === undefined ? [] : [decodeURIComponent(namespace)];
}

function shardRoles(fleet: FleetPlan, name: string): RoleObject[] {
  const { kind, podNamespace } = fleet;
  if (kind === 'lease') return [role(`${name}-shard-leases`, podNamespace, leaseRules(fleet))];
  return kind === 'statefulset' ? [role(`${name}-shard`, podNamespace, SHARD_RULES)] : [];
}

/** The filter has clients authenticated and authorized by the API server. */
const REVIEW_RULES: readonly Rule[] = [
  { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
  { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
];

/** A pod asks for itself and follows the StatefulSet that it is of, whose name is known to the API server only. */
const SHARD_RULES: readonly Rule[] = [
  { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
  { apiGroups: ['apps'], resources: ['statefulsets'], verbs: ['get', 'list', 'watch'] },
];

/**
 * A replica follows all Leases of its fleet and writes those of its total. What is created has no name yet when the request
 * is judged, and by name a list or a watch is of one object only.
 */
function leaseRules({ shardLease, totalShards }: FleetPlan): Rule[] {
  const leases = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };
  const ofShards = Array.from({ length: totalShards }, (_, shard) => shardLeaseNames(shardLease, shard, totalShards));
  // Those that stand in for Leases of other applications come last.
  const names = [0, 1].flatMap((i) => [activeLeaseNames(shardLease)[i]!, ...ofShards.map((both) => both[i]!)]);
  return [
    { ...leases, verbs: ['create', 'list', 'watch'] },
    { ...leases, resourceNames: names, verbs: ['get', 'update'] },
  ];
}

function rulesOf(resources: readonly Readable[]): Rule[] {
  const groups = [...new Set(resources.map((r) => r.group))].sort();
  return groups.map((group) => {
    const plurals = new Set(resources.filter((r) => r.group === group).map((r) => r.plural));
    return { apiGroups: [group], resources: plurals.has('*') ? ['*'] : [...plurals], verbs: ['list', 'watch'] };
  });
}

function role(name: string, namespace: string | undefined, rules: readonly Rule[]): RoleObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: namespace === undefined ? 'ClusterRole' : 'Role',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    rules,
  };
}
