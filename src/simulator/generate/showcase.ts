import { formatUtc } from '../../base/utc-time.ts';
import { clusterObjects } from './showcase-cluster.ts';
import type { Shown } from './showcase-metadata.ts';
import { podObjects } from './showcase-pods.ts';
import { workloadObjects } from './showcase-workloads.ts';

/** Number of pods of the showcase, including those that controllers create for its workloads. */
export const SHOWCASE_PODS = 13;

/**
 * Builds objects of every kind and in every state that metrics tell of and workloads do not have: owned by nobody or a node, gated, evicted,
 * being deleted. None of them is a reason for an alert.
 */
export function showcaseObjects(nowMs: number, node: string): readonly Shown[] {
  const times = { created: formatUtc(nowMs - 40 * 86_400_000, 0), recent: formatUtc(nowMs - 300_000, 0) };
  return [...clusterObjects(times, node), ...workloadObjects(times), ...podObjects(times, node)];
}
