import type { ResourceView } from '../model/view.ts';

/**
 * Selects resources by the parameters `resources` and `exclude_resources` of a scrape: names separated by commas,
 * repeatable. A parameter that names nothing known selects nothing; exclusion wins.
 */
export function selectResources(views: readonly ResourceView[], query: URLSearchParams): readonly ResourceView[] {
  const wanted = names(query, 'resources');
  const excluded = names(query, 'exclude_resources');
  return views.filter((v) => (!wanted || wanted.has(v.plural)) && !excluded?.has(v.plural));
}

function names(query: URLSearchParams, parameter: string): ReadonlySet<string> | undefined {
  if (!query.has(parameter)) return undefined;
  return new Set(query.getAll(parameter).flatMap((text) => text.split(',').map((name) => name.trim())));
}
