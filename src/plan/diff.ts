import type { Plan, ResourceKey } from '../model/plan.ts';

/** The parts of a plan beside its resources. */
export type PlanPart = 'fleet' | 'scrape' | 'listeners' | 'cluster';

const PARTS: readonly PlanPart[] = ['fleet', 'scrape', 'listeners', 'cluster'];

/** Difference between two plans. Resources are in the order of exposition of the plan that has them. */
export interface PlanDiff {
  readonly added: readonly ResourceKey[];
  readonly removed: readonly ResourceKey[];
  readonly changed: readonly ResourceKey[];
  /** Parts of which anything differs. */
  readonly parts: readonly PlanPart[];
}

/** Compares two plans; the plan before the first one is undefined, so that everything is added. */
export function diffPlans(before: Plan | undefined, after: Plan): PlanDiff {
  const old = before?.resources ?? new Map<ResourceKey, never>();
  const keys = [...after.resources.keys()];
  return {
    added: keys.filter((key) => !old.has(key)),
    removed: [...old.keys()].filter((key) => !after.resources.has(key)),
    changed: keys.filter((key) => {
      const known = old.get(key);
      return known !== undefined && known.fingerprint !== after.resources.get(key)!.fingerprint;
    }),
    parts: PARTS.filter((part) => !before || JSON.stringify(before[part]) !== JSON.stringify(after[part])),
  };
}
