import type { RawObject } from './raw-api.ts';

/** Draws whole numbers below a limit. */
export type Draw = (limit: number) => number;

/** Draws from a seed, by Marsaglia's xorshift (https://doi.org/10.18637/jss.v008.i14). */
export function drawFrom(seed: number): Draw {
  // Zero would stay zero, and small seeds begin alike.
  let state = Math.imul(seed + 1, 0x9e3779b1) || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

interface Each {
  path: string[];
  valueFrom?: string[];
  list?: string[];
  labelsFromPath: Record<string, string[]>;
}
interface Metric {
  readonly each: { readonly type: string; readonly [kind: string]: unknown };
  readonly labelsFromPath: Record<string, string[]>;
}

/** Points most paths of a metric at what objects have, so that they meet values of all forms; the others stay as they are. */
export function aim(metric: Metric, objects: readonly RawObject[], draw: Draw): void {
  if (objects.length === 0 || draw(4) === 0) return;
  const each = Object.values(metric.each).find((value): value is Each => typeof value === 'object')!;
  const all = objects.map(({ members }) => JSON.parse(`{${members}}`) as unknown);
  const [path, value] = walk(all[draw(all.length)], 1 + draw(4), draw);
  each.path = path;
  const inner = innerOf(value, draw);
  if (each.valueFrom) each.valueFrom = draw(3) === 0 ? [] : walk(inner, 1 + draw(2), draw)[0];
  const found = each.valueFrom?.reduce<unknown>((at, key) => (at as Record<string, unknown> | null)?.[key], inner);
  if (each.list && typeof found === 'string') each.list = [...new Set([...each.list, found])];
  for (const label of Object.keys(each.labelsFromPath))
    if (draw(3) > 0) each.labelsFromPath[label] = walk(draw(2) === 0 ? value : inner, draw(3), draw)[0];
  for (const label of Object.keys(metric.labelsFromPath))
    if (draw(3) > 0) metric.labelsFromPath[label] = walk(all[draw(all.length)], 1 + draw(4), draw)[0];
}

/** An item or a member of a value, or the value itself. */
function innerOf(value: unknown, draw: Draw): unknown {
  const parts = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return parts.length === 0 || draw(5) === 0 ? value : parts[draw(parts.length)];
}

/** Goes some steps into a value: the path, and the value there. */
function walk(from: unknown, steps: number, draw: Draw): readonly [path: string[], value: unknown] {
  const path: string[] = [];
  let value = from;
  for (let i = 0; i < steps && typeof value === 'object' && value !== null; i++) {
    const keys = Object.keys(value);
    if (keys.length === 0) break;
    const key = keys[draw(keys.length)]!;
    path.push(Array.isArray(value) ? listStep(value, Number(key), draw) : keyStep(value, key, draw));
    value = (value as Record<string, unknown>)[key];
  }
  return [path, value];
}

/** An index, also from the end and out of range, or a lookup by a member of the item. */
function listStep(list: readonly unknown[], index: number, draw: Draw): string {
  const item = list[index];
  const keys = typeof item === 'object' && item !== null && !Array.isArray(item) ? Object.keys(item) : [];
  if (keys.length > 0 && draw(2) === 0) {
    const key = keys[draw(keys.length)]!;
    const value = (item as Record<string, unknown>)[key];
    return `[${key}=${typeof value === 'string' ? value : JSON.stringify(value)}]`;
  }
  const forms = [
    String(index),
    String(index - list.length),
    String(index),
    `+${index}`,
    `0${index}`,
    String(list.length),
    '',
  ];
  return forms[draw(draw(2) === 0 ? 2 : forms.length)]!;
}

/** A key, or a comparison with the text that it has. */
function keyStep(object: object, key: string, draw: Draw): string {
  const value = (object as Record<string, unknown>)[key];
  return draw(6) === 0 && typeof value !== 'object' ? `${key}=${String(value)}` : key;
}
