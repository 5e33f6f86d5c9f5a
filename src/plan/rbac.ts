import type { Options } from '../model/options.ts';
import type { Resource } from '../model/resource.ts';
import { activeLeaseNames, shardLeaseNames } from '../sharding/fleet.ts';
import { selectsFamily } from './families.ts';

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

/**
 * Computes the least privileges that the exporter needs under the given options: to list and watch the resources that
 * it shows, cluster-wide or in the named namespaces; to watch the namespaces of a selector; and to find its shard.
 * Resources whose families are all disabled need none. Resources of one API group share a rule.
 */
export function leastPrivileges(options: Options, resources: readonly Resource[], name: string): readonly RoleObject[] {
  const shown = resources.filter((r) => showsAny(r, options));
  const denied = new Set(options.namespacesDenylist);
  const namespaces = options.namespaces.filter((n) => !denied.has(n));
  const everywhere = options.namespaces.length === 0;
  const chooses = (r: Resource): boolean => r.plural === 'namespaces' && options.namespaceSelector !== '';
  const clusterRules = rulesOf(
    resources.filter((r) => chooses(r) || (shown.includes(r) && (everywhere || !r.namespaced))),
  );
  const namespaceRules = everywhere ? [] : rulesOf(shown.filter((r) => r.namespaced));
  return [
    ...(clusterRules.length > 0 ? [role(name, undefined, clusterRules)] : []),
    ...(namespaceRules.length > 0 ? namespaces.map((n) => role(name, n, namespaceRules)) : []),
    ...shardRoles(options, name),
  ];
}

function shardRoles(options: Options, name: string): RoleObject[] {
  const { pod, podNamespace, shardLease } = options;
  if (shardLease) return [role(`${name}-shard-leases`, podNamespace, leaseRules(options))];
  return pod && podNamespace ? [role(`${name}-shard`, podNamespace, SHARD_RULES)] : [];
}

function showsAny(resource: Resource, options: Options): boolean {
  const isOn = !options.customResourcesOnly && options.resources.includes(resource.plural);
  return isOn && resource.families.some(selectsFamily(options));
}

/** A pod asks for itself and follows the StatefulSet that it is of, whose name is known to the API server only. */
const SHARD_RULES: readonly Rule[] = [
  { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
  { apiGroups: ['apps'], resources: ['statefulsets'], verbs: ['get', 'list', 'watch'] },
];

/**
 * A replica follows all Leases of its fleet and writes those of its total. What is created has no name yet when the request
 * is judged, and by name a list or a watch is of one object only.
 */
function leaseRules({ shardLease, totalShards }: Options): Rule[] {
  const leases = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };
  const ofShards = Array.from({ length: totalShards }, (_, shard) => shardLeaseNames(shardLease, shard, totalShards));
  // Those that stand in for Leases of other applications come last.
  const names = [0, 1].flatMap((i) => [activeLeaseNames(shardLease)[i]!, ...ofShards.map((both) => both[i]!)]);
  return [
    { ...leases, verbs: ['create', 'list', 'watch'] },
    { ...leases, resourceNames: names, verbs: ['get', 'update'] },
  ];
}

function rulesOf(resources: readonly Resource[]): Rule[] {
  const groups = [...new Set(resources.map((r) => r.group))].sort();
  return groups.map((group) => ({
    apiGroups: [group],
    resources: resources.filter((r) => r.group === group).map((r) => r.plural),
    verbs: ['list', 'watch'],
  }));
}

function role(name: string, namespace: string | undefined, rules: readonly Rule[]): RoleObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: namespace === undefined ? 'ClusterRole' : 'Role',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    rules,
  };
}
