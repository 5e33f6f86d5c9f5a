import type { Container, PodSpec } from './types.ts';

const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Reads a quantity such as `250m` or `64Mi` as a number; 0 for anything else. */
export function quantityOf(text: unknown): number {
  const match = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]{0,2})$/.exec(String(text ?? ''));
  if (!match) return 0;
  return Number(match[1]) * (match[2] ? (UNITS[match[2]] ?? Number.NaN) : 1) || 0;
}

/** Writes a number as a quantity: whole numbers as they are, others in thousandths. */
export function quantityText(value: number): string {
  return Number.isInteger(value) ? String(value) : `${Math.round(value * 1000)}m`;
}

/** Requests of a pod: its cores and its bytes of memory; cached by the spec, which is never changed in place. */
export function requestsOf(spec: PodSpec): { readonly cpu: number; readonly memory: number } {
  let found = cache.get(spec);
  if (!found) {
    const sum = (resource: string): number =>
      spec.containers.reduce((n: number, c: Container) => n + quantityOf(c.resources?.requests?.[resource] ?? '0'), 0);
    found = { cpu: sum('cpu'), memory: sum('memory') };
    cache.set(spec, found);
  }
  return found;
}

const cache = new WeakMap<PodSpec, { readonly cpu: number; readonly memory: number }>();
