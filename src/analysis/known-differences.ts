import type { DifferenceKind } from './difference-kind.ts';

/** Integers that fit into 64 bits end here. */
const INT64 = 2 ** 63;

/**
 * Whether a difference between kube-state-metrics and this program is one that docs/differences.md decides: a series that one object
 * produces twice is written once here, and quantities beyond 64 bits have their value.
 */
export function isKnown(
  kind: DifferenceKind,
  [first, second]: readonly [number | undefined, number | undefined],
): boolean {
  if (kind === 'double') return first !== undefined;
  return kind === 'different' && [first, second].some((value) => value !== undefined && Math.abs(value) >= INT64);
}
