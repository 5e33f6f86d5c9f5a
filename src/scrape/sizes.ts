import type { ResourceSizes } from '../model/view.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import type { SelfMetrics } from '../telemetry/self-metrics.ts';

/** Size of a family of a resource. */
export interface FamilySize {
  readonly resource: string;
  readonly family: string;
  readonly series: number;
  /** Of text, and at rest. */
  readonly textBytes: number;
  readonly storedBytes: number;
}

/**
 * Number of families that are shown one by one; the others are summed up, because custom resources may have any number.
 */
export const FAMILIES_SHOWN = 1_000;
export const OTHERS = 'other';

/** Sets the gauges of sizes; `label` is how self-metrics name the resource. */
export function showSizes(metrics: SelfMetrics, shown: readonly { label: string; store: ResourceStore }[]): void {
  const sizes = familySizes(shown.map(({ label, store }) => ({ ...store.sizes(), plural: label })));
  const series = new Map<string, number>();
  let dirty = 0;
  let pending = 0;
  const memory = { segments: 0, changes: 0 };
  for (const { store } of shown) {
    dirty += store.dirtySegments;
    pending += store.pendingBytes;
    memory.segments += store.memory.segments;
    memory.changes += store.memory.changes;
  }
  metrics.dirtySegments.set(dirty);
  metrics.pendingBytes.set(pending);
  metrics.storeMemory.set({ part: 'segments' }, memory.segments);
  metrics.storeMemory.set({ part: 'changes' }, memory.changes);
  for (const gauge of [metrics.familySeries, metrics.familyTextBytes, metrics.familyStoredBytes]) gauge.reset();
  for (const size of sizes) {
    const labels = { resource: size.resource, family: size.family };
    metrics.familySeries.set(labels, size.series);
    metrics.familyTextBytes.set(labels, size.textBytes);
    metrics.familyStoredBytes.set(labels, size.storedBytes);
    series.set(size.resource, (series.get(size.resource) ?? 0) + size.series);
  }
  for (const [resource, count] of series) metrics.series.set({ resource }, count);
}

/**
 * Computes the sizes of all families of the views, the largest first; those beyond `most` in one row of resource and
 * family `other`.
 */
export function familySizes(views: readonly ResourceSizes[], most = FAMILIES_SHOWN): readonly FamilySize[] {
  const sizes = views.flatMap(sizesOf).sort((a, b) => b.textBytes - a.textBytes);
  if (sizes.length <= most) return sizes;
  const rest = { resource: OTHERS, family: OTHERS, series: 0, textBytes: 0, storedBytes: 0 };
  for (const { series, textBytes, storedBytes } of sizes.slice(most)) {
    rest.series += series;
    rest.textBytes += textBytes;
    rest.storedBytes += storedBytes;
  }
  return [...sizes.slice(0, most), rest];
}

function sizesOf({ plural, families, blocks }: ResourceSizes): FamilySize[] {
  return families.map(({ name }, family) => {
    let series = 0;
    let textBytes = 0;
    let storedBytes = 0;
    for (const block of blocks) {
      series += block.samples[family]!;
      textBytes += block.rawBytes[family]!;
      storedBytes += block.ends[family]! - block.starts[family]!;
    }
    return { resource: plural, family: name, series, textBytes, storedBytes };
  });
}
