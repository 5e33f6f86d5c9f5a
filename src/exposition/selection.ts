/** Says by its names, the plural or those of a custom resource, whether a resource is part of a scrape. */
export type Selection = (name: string, aliases?: readonly string[]) => boolean;

/**
 * Compiles the parameters `resources` and `exclude_resources` of a scrape: names separated by commas, repeatable. A parameter
 * that is there and names nothing known selects nothing; exclusion wins.
 */
export function compileSelection(query: URLSearchParams): Selection {
  const wanted = names(query, 'resources');
  const excluded = names(query, 'exclude_resources');
  return (name, aliases = []) => {
    const isIn = (set: ReadonlySet<string>): boolean => set.has(name) || aliases.some((alias) => set.has(alias));
    return (!wanted || isIn(wanted)) && !(excluded && isIn(excluded));
  };
}

function names(query: URLSearchParams, parameter: string): ReadonlySet<string> | undefined {
  if (!query.has(parameter)) return undefined;
  return new Set(query.getAll(parameter).flatMap((text) => text.split(',').map((name) => name.trim())));
}
