import type { KeyFilter } from '../model/family.ts';

type StringMap = ReadonlyMap<string, string>;

/**
 * Compiles the entries of an allow-list of label or annotation keys. `*` as the first entry lets all keys through and is
 * without effect elsewhere; a `*` within an entry stands for any text; one per entry, which the flag's reader has checked.
 * The result of a filter keeps the order of the object. Undefined where nothing would get through.
 */
export function compileKeyFilter(entries: readonly string[]): KeyFilter {
  if (entries.length === 0) return undefined;
  if (entries[0] === '*') return (all) => all;
  const exact = new Set<string>();
  const wildcards: { prefix: string; suffix: string }[] = [];
  for (const entry of entries) {
    const star = entry.indexOf('*');
    if (star < 0) exact.add(entry);
    else if (entry !== '*') wildcards.push({ prefix: entry.slice(0, star), suffix: entry.slice(star + 1) });
  }
  const lets = (key: string): boolean =>
    exact.has(key) ||
    wildcards.some(
      (w) => key.length >= w.prefix.length + w.suffix.length && key.startsWith(w.prefix) && key.endsWith(w.suffix),
    );
  return (all: StringMap) => {
    const kept = new Map<string, string>();
    for (const [key, value] of all) if (lets(key)) kept.set(key, value);
    return kept;
  };
}
