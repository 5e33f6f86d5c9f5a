import { hasAll } from './labels.ts';
import type { Node, PodSpec, Taint, Toleration } from './types.ts';

/** Whether a toleration tolerates a taint. */
export function tolerates(
  { key = '', operator = 'Equal', value = '', effect = '' }: Toleration,
  taint: Taint,
): boolean {
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  return operator === 'Exists' || (key !== '' && value === (taint.value ?? ''));
}

/** Why a pod may not run on a node, as the scheduler says it; undefined: it may. */
export function refusalOf(node: Node, spec: PodSpec, more: readonly Toleration[] = []): string | undefined {
  if (!hasAll(spec.nodeSelector, node.metadata.labels)) return "node(s) didn't match Pod's node affinity/selector";
  const tolerations = [...(spec.tolerations ?? []), ...more];
  const isTolerated = (taint: Taint): boolean => tolerations.some((t) => tolerates(t, taint));
  if (node.spec.unschedulable && !isTolerated({ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }))
    return 'node(s) were unschedulable';
  const taint = node.spec.taints?.find((t) => t.effect !== 'PreferNoSchedule' && !isTolerated(t));
  return taint && `node(s) had untolerated taint(s) {${taint.key}: ${taint.value ?? ''}}`;
}
