import type { Json, JsonObject } from '../objects.ts';
import { at } from '../objects.ts';
import type { Workload } from './types.ts';

/** A ReplicaSet and the number of replicas that it is to have. */
export interface Scaling {
  readonly set: Workload;
  readonly replicas: number;
}

/** Tells how many pods a rollout may have beyond the replicas, and how many may be away. */
export function limitsOf(deployment: Workload): { readonly surge: number; readonly unavailable: number } {
  const wanted = deployment.spec.replicas ?? 1;
  const strategy = (deployment.spec.strategy ?? {}) as JsonObject;
  if (strategy.type === 'Recreate') return { surge: 0, unavailable: wanted };
  const surge = amountOf(at(strategy, 'rollingUpdate', 'maxSurge') ?? '25%', wanted, Math.ceil);
  const unavailable = amountOf(at(strategy, 'rollingUpdate', 'maxUnavailable') ?? '25%', wanted, Math.floor);
  // With neither, a rollout could not make a step.
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}

/** A number, or a percentage of a number. */
export function amountOf(value: Json, whole: number, round: (x: number) => number): number {
  return typeof value === 'string' && value.endsWith('%')
    ? round((whole * Number.parseFloat(value)) / 100)
    : Number(value);
}

const specOf = (set: Workload): number => set.spec.replicas ?? 0;
const availableOf = (set: Workload): number => Math.min(specOf(set), set.status?.availableReplicas ?? 0);
const sum = (sets: readonly Workload[], of: (set: Workload) => number): number => sets.reduce((n, s) => n + of(s), 0);

/** Plans the next step of a rollout: which ReplicaSets change, and to how many replicas. `hasOldPods`: some of old sets have not ended. */
export function planRollout(
  deployment: Workload,
  current: Workload | undefined,
  old: readonly Workload[],
  hasOldPods: boolean,
): readonly Scaling[] {
  const wanted = deployment.spec.replicas ?? 1;
  const active = old.filter((set) => specOf(set) > 0);
  if (deployment.spec.paused) {
    const main = current && (specOf(current) > 0 || active.length === 0) ? current : active[0];
    const rest = wanted - sum(active, specOf) - (current ? specOf(current) : 0);
    return main ? changed([{ set: main, replicas: Math.max(0, specOf(main) + rest) }]) : [];
  }
  if (!current) return [];
  if ((deployment.spec.strategy as JsonObject | undefined)?.type === 'Recreate') {
    if (active.length > 0) return active.map((set) => ({ set, replicas: 0 }));
    return hasOldPods ? [] : changed([{ set: current, replicas: wanted }]);
  }
  const up = changed([{ set: current, replicas: growth(deployment, current, active) }]);
  return up.length > 0 ? up : shrink(deployment, current, active);
}

function changed(scalings: readonly Scaling[]): readonly Scaling[] {
  return scalings.filter(({ set, replicas }) => specOf(set) !== replicas);
}

function growth(deployment: Workload, current: Workload, active: readonly Workload[]): number {
  const wanted = deployment.spec.replicas ?? 1;
  if (specOf(current) >= wanted) return wanted;
  const room = wanted + limitsOf(deployment).surge - specOf(current) - sum(active, specOf);
  return Math.min(wanted, specOf(current) + Math.max(0, room));
}

/** Takes replicas from old sets: those that are not available first, then as many as may be away. */
function shrink(deployment: Workload, current: Workload, active: readonly Workload[]): readonly Scaling[] {
  const minimum = (deployment.spec.replicas ?? 1) - limitsOf(deployment).unavailable;
  const lacking = specOf(current) - availableOf(current);
  let room = sum(active, specOf) + specOf(current) - minimum - lacking;
  const plan = new Map(active.map((set) => [set, specOf(set)]));
  const take = (set: Workload, most: number): void => {
    const count = Math.max(0, Math.min(room, most));
    plan.set(set, plan.get(set)! - count);
    room -= count;
  };
  for (const set of active) take(set, specOf(set) - availableOf(set));
  room = Math.min(room, sum(active, availableOf) + availableOf(current) - minimum);
  for (const set of active) take(set, plan.get(set)!);
  return changed([...plan].map(([set, replicas]) => ({ set, replicas })));
}
