/** Kinds of trouble of pods, of the workloads whose pods all have it, and of nodes. */
export type TroubleKind =
  | 'crash'
  | 'oom'
  | 'unready'
  | 'image'
  | 'config'
  | 'evict'
  | 'fail'
  | 'unschedulable'
  | 'not-ready'
  | 'unreachable'
  | 'memory-pressure'
  | 'disk-pressure';

/** A trouble, and when it is over. */
export interface Trouble {
  readonly kind: TroubleKind;
  /** Unix milliseconds. */
  readonly untilMs: number;
}

/** The troubles that are on, by the UID of the pod, workload or node that has them. */
export class Troubles {
  private readonly byUid = new Map<string, Trouble>();
  /** Loads by the UID of a HorizontalPodAutoscaler, in replicas. */
  readonly loads = new Map<string, number>();

  /** Number of troubles that are on. */
  get size(): number {
    return this.byUid.size;
  }

  set(uid: string, trouble: Trouble): void {
    this.byUid.set(uid, trouble);
  }

  /** Forgets the troubles that are over; nobody may have asked for them since. */
  sweep(nowMs: number): void {
    for (const [uid, { untilMs }] of this.byUid) if (untilMs <= nowMs) this.byUid.delete(uid);
  }

  clear(uid: string): void {
    this.byUid.delete(uid);
  }

  /** The trouble of a UID; undefined from its end on. */
  get(uid: string, nowMs: number): Trouble | undefined {
    const found = this.byUid.get(uid);
    if (!found || found.untilMs > nowMs) return found;
    this.byUid.delete(uid);
    return undefined;
  }
}
