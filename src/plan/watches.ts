import type { Options } from '../model/options.ts';
import type { WatchPlan } from '../model/plan.ts';
import { type Resource, resourceName } from '../model/resource.ts';

/** Path of a resource's collection, of the whole cluster or of one namespace. */
export function collectionPath(resource: Resource, namespace?: string): string {
  const root = resource.group ? `/apis/${resource.group}/${resource.version}` : `/api/${resource.version}`;
  const scope = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}${scope}/${resource.plural}`;
}

/**
 * Plans the watches of a resource: one of all namespaces, one of a single namespace, or, for several namespaces, one of all
 * with the others filtered out instead of one per namespace (docs/decisions/0017-sync-ladder.md). Empty if nothing can be
 * shown.
 */
export function planWatches(resource: Resource, options: Options): readonly WatchPlan[] {
  const fields = fieldSelectors(resource, options);
  const labels = options.objectLabelSelectors.get(resourceName(resource));
  const selector = [labels, resource.selector].filter(Boolean).join(',');
  const plan = (
    namespace: string | undefined,
    keep?: ReadonlySet<string>,
    fallback: readonly WatchPlan[] = [],
  ): WatchPlan => ({
    path: collectionPath(resource, namespace),
    query: {
      ...(fields.length > 0 && { fieldSelector: fields.join(',') }),
      ...(selector && { labelSelector: selector }),
    },
    keepNamespaces: keep,
    fallback,
  });
  if (!resource.namespaced || options.namespaces.length === 0) return [plan(undefined)];
  const denied = new Set(options.namespacesDenylist);
  const wanted = options.namespaces.filter((n) => !denied.has(n));
  if (wanted.length <= 1) return wanted.map((n) => plan(n));
  const each = wanted.map((n) => plan(n));
  return [plan(undefined, new Set(wanted), each)];
}

function fieldSelectors(resource: Resource, options: Options): string[] {
  const selectors: string[] = [];
  if (resource.nodeField) {
    if (options.trackUnscheduledPods) selectors.push(`${resource.nodeField}=`);
    else if (options.node) selectors.push(`${resource.nodeField}=${options.node}`);
  }
  if (resource.namespaced && options.namespaces.length === 0) {
    for (const namespace of options.namespacesDenylist) selectors.push(`metadata.namespace!=${namespace}`);
  }
  return selectors;
}
