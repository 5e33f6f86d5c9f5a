import type { Amount, Cardinality } from '../../explorer/cardinality.ts';
import { type Costs, costsOf } from '../../explorer/costs.ts';
import type { LiveData } from '../../explorer/data.ts';
import { type LeftOut, NOTHING, restOf } from './what-if.ts';

/** A cost as it is, and as it is expected for the rest of an exposition. */
export interface CostChange {
  readonly now: number;
  readonly later: number;
}

/** Costs of a process that serves an exposition. */
export interface CostChanges {
  readonly scrapeSeconds: CostChange;
  readonly memoryBytes: CostChange;
  /** Scrapes that the time is the median of; 0: it is expected, not measured. */
  readonly scrapes: number;
}

/**
 * Computes the costs of a rest. Those of a running process are as measured, changed as the model of costs says; those of other sources
 * are expected of this program.
 */
export function costChanges(cardinality: Cardinality, leftOut: LeftOut, live: LiveData | undefined): CostChanges {
  const rest = restOf(cardinality, leftOut).total;
  const resources = live?.resources.length ?? new Set(cardinality.families.map(({ resource }) => resource)).size;
  const modelOf = (amount: Amount, namespaces: LeftOut['namespaces']): Costs =>
    costsOf({ ...amount, resources, objects: objectsIn(cardinality, namespaces), syncBytes: 0 });
  const before = modelOf(cardinality.total, NOTHING.namespaces);
  const after = modelOf(rest, leftOut.namespaces);
  const measured = measuredScrapes(live);
  const isPacked = measured?.isPacked ?? cardinality.total.packedBytes > 0;
  const [now, later] = isPacked
    ? [before.gzipSeconds, after.gzipSeconds]
    : [before.identitySeconds, after.identitySeconds];
  const seconds = measured?.seconds ?? now;
  const memory = live && live.memory.residentBytes > 0 ? live.memory.residentBytes : before.memoryBytes;
  return {
    scrapeSeconds: { now: seconds, later: (seconds * later) / now },
    memoryBytes: { now: memory, later: Math.max(0, memory - before.memoryBytes + after.memoryBytes) },
    scrapes: measured?.scrapes ?? 0,
  };
}

/** Counts objects by the families that have one series for each. */
function objectsIn(cardinality: Cardinality, namespaces: LeftOut['namespaces']): number {
  const { families } = restOf(cardinality, { ...NOTHING, namespaces });
  const byResource = new Map<string, number>();
  for (const [i, { name, resource }] of cardinality.families.entries()) {
    if (!/_(?:created|info)$/.test(name)) continue;
    byResource.set(resource, Math.max(byResource.get(resource) ?? 0, families[i]!.series));
  }
  return [...byResource.values()].reduce((sum, objects) => sum + objects, 0);
}

/** The median time of the latest scrapes; undefined: there was none. */
function measuredScrapes(
  live: LiveData | undefined,
): { readonly seconds: number; readonly isPacked: boolean; readonly scrapes: number } | undefined {
  const scrapes = live?.scrapes ?? [];
  if (scrapes.length === 0) return undefined;
  const isPacked = scrapes.filter(({ gzip }) => gzip).length * 2 >= scrapes.length;
  const alike = scrapes.filter(({ gzip }) => gzip === isPacked);
  // Scrapes of a part are smaller; those of the whole count.
  const largest = Math.max(...alike.map(({ bytes }) => bytes));
  const whole = alike.filter(({ bytes }) => bytes >= largest / 2).map(({ seconds }) => seconds);
  whole.sort((a, b) => a - b);
  return { seconds: whole[Math.floor(whole.length / 2)]!, isPacked, scrapes: whole.length };
}
