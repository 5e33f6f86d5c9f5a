import type { Json, JsonObject } from './objects.ts';
import { invalid } from './status.ts';

/**
 * Merges a patch: null removes, objects are merged, all else replaces (RFC 7386). `byName`: lists of objects with a name are
 * merged item by item, which is what strategic merge does for nearly all lists that have a merge key.
 */
export function mergePatch(value: Json | undefined, patch: Json, byName: boolean): Json {
  if (Array.isArray(patch)) return byName ? mergeLists(value, patch as readonly Json[]) : patch;
  if (typeof patch !== 'object' || patch === null) return patch;
  const merged: Record<string, Json | undefined> = isObject(value) ? { ...value } : {};
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) delete merged[key];
    else if (change !== undefined) merged[key] = mergePatch(merged[key], change, byName);
  }
  return merged;
}

function mergeLists(value: Json | undefined, patch: readonly Json[]): Json {
  const named = (items: readonly Json[]): boolean => items.every((i) => isObject(i) && typeof i.name === 'string');
  if (!Array.isArray(value) || !named(value as readonly Json[]) || !named(patch)) return patch;
  const merged = [...(value as readonly JsonObject[])];
  for (const item of patch as readonly JsonObject[]) {
    const at = merged.findIndex((m) => m.name === item.name);
    if (item.$patch === 'delete') merged.splice(at, at < 0 ? 0 : 1);
    else if (at < 0) merged.push(item);
    else merged[at] = mergePatch(merged[at], item, true) as JsonObject;
  }
  return merged;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface JsonPatchStep {
  readonly op: 'add' | 'remove' | 'replace' | 'test';
  readonly path: string;
  readonly value?: Json;
}

/** Applies a JSON patch (RFC 6902; add, remove, replace, test). Throws 422 where a step does not fit. */
export function applyJsonPatch(value: Json, steps: readonly JsonPatchStep[]): Json {
  return steps.reduce((at, step) => {
    const path = step.path
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    return applyStep(at, path, step);
  }, value);
}

function applyStep(value: Json | undefined, path: readonly string[], step: JsonPatchStep): Json {
  const [head, ...rest] = path;
  if (head === undefined) return step.value ?? null;
  const last = rest.length === 0;
  if (Array.isArray(value)) {
    const copy = [...(value as readonly Json[])];
    const index = head === '-' ? copy.length : Number(head);
    if (!Number.isInteger(index) || index < 0 || index > copy.length) throw invalid(`invalid path ${step.path}`);
    if (!last) copy[index] = applyStep(copy[index], rest, step);
    else if (step.op === 'add') copy.splice(index, 0, step.value ?? null);
    else if (step.op === 'remove') copy.splice(index, 1);
    else copy[index] = check(copy[index], step);
    return copy;
  }
  if (!isObject(value)) throw invalid(`invalid path ${step.path}`);
  const copy: Record<string, Json | undefined> = { ...value };
  if (!last) copy[head] = applyStep(copy[head], rest, step);
  else if (step.op === 'remove') delete copy[head];
  else copy[head] = step.op === 'add' ? (step.value ?? null) : check(copy[head], step);
  return copy;
}

function check(value: Json | undefined, step: JsonPatchStep): Json {
  if (value === undefined) throw invalid(`path ${step.path} does not exist`);
  if (step.op !== 'test') return step.value ?? null;
  if (JSON.stringify(value) !== JSON.stringify(step.value)) throw invalid(`test of ${step.path} failed`);
  return value;
}
