import type { Clock } from '../../base/clock.ts';
import type { Identified } from '../../model/meta.ts';
import type { Read } from '../../model/schema.ts';
import type { finishedPodShape } from '../../plan/render-settings.ts';

/** Interval at which the shown pods are checked. */
const LOOK_MS = 5_000;

/** Leaves out pods that succeeded or failed longer ago than a maximum age (--finished-pod-max-age). */
export class FinishedObjects {
  private readonly maxAgeMs: number;
  private readonly clock: Clock;
  /** Pods that are shown and have ended: when they are due to go, in Unix milliseconds. */
  private readonly due = new Map<string, number>();
  private cancel: (() => void) | undefined;

  constructor(maxAgeMs: number, clock: Clock) {
    this.maxAgeMs = maxAgeMs;
    this.clock = clock;
  }

  /** Whether a pod is to be shown. */
  admits(id: string, pod: Identified): boolean {
    const ended = endedAtMs(pod as Identified & Read<typeof finishedPodShape>);
    this.due.delete(id);
    if (ended === undefined) return true;
    const due = ended + this.maxAgeMs;
    if (due <= this.clock.unixMs()) return false;
    this.due.set(id, due);
    return true;
  }

  forget(id: string): void {
    this.due.delete(id);
  }

  /** Calls `remove` for each pod as its time comes, until stopped. */
  start(remove: (id: string) => void): void {
    this.cancel = this.clock.after(Math.min(LOOK_MS, this.maxAgeMs), () => {
      const now = this.clock.unixMs();
      for (const [id, due] of this.due) {
        if (due > now) continue;
        this.due.delete(id);
        remove(id);
      }
      this.start(remove);
    });
  }

  stop(): void {
    this.cancel?.();
  }
}

/** When the last container of a pod that has ended did so; where none says so, when the pod was made. */
function endedAtMs({ metadata, status }: Identified & Read<typeof finishedPodShape>): number | undefined {
  const { phase, containerStatuses } = status as { phase: string; containerStatuses: readonly Terminated[] };
  if (phase !== 'Succeeded' && phase !== 'Failed') return undefined;
  let last = 0;
  for (const { state } of containerStatuses) last = Math.max(last, state.terminated?.finishedAt ?? 0);
  const created = (metadata as { creationTimestamp?: number }).creationTimestamp ?? 0;
  return (last || created) * 1000;
}

interface Terminated {
  readonly state: { readonly terminated: { readonly finishedAt: number | undefined } | undefined };
}
