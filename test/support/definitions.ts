import type { Cluster, Collection } from '../../src/simulator/cluster.ts';
import type { JsonObject } from '../../src/simulator/objects.ts';

/** A version of a CustomResourceDefinition, and whether it is served. */
export type Versions = Readonly<Record<string, boolean>>;

/** A CustomResourceDefinition as the API server has it. */
export function definition(
  kind: string,
  plural: string,
  group: string,
  versions: Versions = { v1: true },
  scope = 'Namespaced',
): JsonObject {
  return {
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: Object.entries(versions).map(([name, served], i) => ({ name, served, storage: i === 0 })),
    },
  };
}

/** Creates or changes a definition. */
export function define(cluster: Cluster, ...given: Parameters<typeof definition>): void {
  cluster.put(cluster.of('customresourcedefinitions'), definition(...given));
}

/** Deletes a definition. */
export function undefine(cluster: Cluster, plural: string, group: string): void {
  cluster.delete(cluster.of('customresourcedefinitions'), '', `${plural}.${group}`);
}

/** The collection of a custom resource. Throws where it is not defined. */
export function collectionOf(cluster: Cluster, plural: string, group: string, version = 'v1'): Collection {
  const found = cluster.collection(group, version, plural);
  if (!found) throw new Error(`BUG: ${plural}.${version}.${group} is not defined`);
  return found;
}

/** Creates or changes a custom object with a number in `spec.size`. */
export function putCustom(collection: Collection, cluster: Cluster, name: string, size: number): void {
  const namespace = collection.kind.namespaced ? { namespace: 'default' } : {};
  cluster.put(collection, { metadata: { name, ...namespace }, spec: { size } });
}

/** The kinds that an entry of the configuration is for. */
export type Pattern = readonly [group: string, version: string, kind: string];

/** A configuration with one gauge of `spec.size` for an entry each of group, version and kind. */
export function sizeConfig(patterns: readonly Pattern[]): string {
  const resources = patterns.map(([group, version, kind]) => ({
    groupVersionKind: { group, version, kind },
    metricNamePrefix: 'custom',
    labelsFromPath: { name: ['metadata', 'name'] },
    metrics: [{ name: 'size', help: 'Size.', each: { type: 'Gauge', gauge: { path: ['spec', 'size'] } } }],
  }));
  return JSON.stringify({ kind: 'CustomResourceStateMetrics', spec: { resources } });
}
