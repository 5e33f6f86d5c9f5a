import { formatUtc, parseUtc } from '../../base/utc-time.ts';
import type { ApiObject } from '../objects.ts';
import type { Condition, OwnerReference, Pod } from './types.ts';

/** Formats a time as the API does, in whole seconds. */
export function timeText(nowMs: number): string {
  return formatUtc(nowMs, 0);
}

/** Unix milliseconds of a time; 0 for none. */
export function timeMs(text: string | undefined): number {
  return (text !== undefined && parseUtc(text)) || 0;
}

/** Whether a condition is True. */
export function holds(conditions: readonly Condition[] | undefined, type: string): boolean {
  return conditions?.some((c) => c.type === type && c.status === 'True') ?? false;
}

/** Sets a condition; the time of its transition changes only with its status. */
export function setCondition(
  conditions: readonly Condition[] | undefined,
  next: { readonly type: string; readonly status: string; readonly reason?: string; readonly message?: string },
  nowMs: number,
): readonly Condition[] {
  const old = conditions?.find((c) => c.type === next.type);
  const lastTransitionTime = old?.status === next.status ? old.lastTransitionTime : timeText(nowMs);
  const { reason: _, message: __, ...rest } = old ?? {};
  const made = { ...rest, ...next, lastTransitionTime } as Condition;
  if (!old) return [...(conditions ?? []), made];
  return conditions!.map((c) => (c === old ? made : c));
}

/** The owner that controls an object. */
export function controllerOf(object: ApiObject): OwnerReference | undefined {
  const owners = object.metadata.ownerReferences as readonly OwnerReference[] | undefined;
  return owners?.find((owner) => owner.controller);
}

/** Builds the reference by which an owner controls an object. */
export function controlledBy({ apiVersion, kind, metadata }: ApiObject): OwnerReference {
  return {
    apiVersion,
    kind,
    name: metadata.name,
    uid: metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** Whether a pod counts as a replica: it has not ended and is not being deleted. */
export function isActive({ metadata, status }: Pod): boolean {
  return !metadata.deletionTimestamp && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

/** Whether a pod is ready. */
export function isReady({ status }: Pod): boolean {
  return holds(status?.conditions, 'Ready');
}

/** Whether a pod has been ready for `minReadySeconds`. */
export function isAvailable(pod: Pod, nowMs: number, minReadySeconds = 0): boolean {
  if (!isReady(pod)) return false;
  if (minReadySeconds === 0) return true;
  const ready = pod.status!.conditions!.find((c) => c.type === 'Ready')!;
  return nowMs - timeMs(ready.lastTransitionTime) >= minReadySeconds * 1000;
}
