import type { Cluster } from '../../src/simulator/cluster.ts';
import { textAt } from '../../src/simulator/objects.ts';

/** Objects of one resource by UID, with the revision label that the writer gave each. */
export type State = ReadonlyMap<string, string>;

/** A change of one object; without a revision, it is gone. */
interface Change {
  readonly atMs: number;
  readonly uid: string;
  readonly rev: string | undefined;
  readonly before: string | undefined;
}

/** Everything that happened to the objects of one resource, as the API server had it. Instants are numbered by its changes. */
export class History {
  /** The state after all changes. */
  readonly current = new Map<string, string>();
  readonly changes: Change[] = [];

  constructor(cluster: Cluster, plural: string, nowMs: () => number) {
    const collection = cluster.of(plural);
    const revOf = (value: unknown): string => textAt(value as never, 'metadata', 'labels', 'rev') ?? '';
    for (const { value } of collection.items.values()) this.current.set(value.metadata.uid, revOf(value));
    collection.listeners.add(({ type, object: { value } }) => {
      const { uid } = value.metadata;
      const rev = type === 'DELETED' ? undefined : revOf(value);
      const before = this.current.get(uid);
      // Changes that no sample shows are no changes here.
      if (before === rev) return;
      if (rev === undefined) this.current.delete(uid);
      else this.current.set(uid, rev);
      this.changes.push({ atMs: nowMs(), uid, rev, before });
    });
  }

  get length(): number {
    return this.changes.length;
  }

  /** Returns the first instant after which everything had happened that happened up to a time. */
  instantAt(ms: number): number {
    let at = this.changes.length;
    while (at > 0 && this.changes[at - 1]!.atMs > ms) at--;
    return at;
  }

  /**
   * Finds the earliest instant in [from, to] at which the objects of a share were exactly these. Returns undefined where there is none,
   * which is a torn, stale or invented answer.
   */
  match(shown: State, owns: (uid: string) => boolean, from: number, to: number): number | undefined {
    const state = this.stateAt(from);
    let wrong = 0;
    for (const [uid, rev] of state) if (owns(uid) && shown.get(uid) !== rev) wrong++;
    for (const uid of shown.keys()) if (!owns(uid) || !state.has(uid)) wrong++;
    for (let at = from; ; at++) {
      if (wrong === 0) return at;
      if (at >= to) return undefined;
      const { uid, rev, before } = this.changes[at]!;
      if (!owns(uid)) continue;
      wrong += Number(shown.get(uid) !== rev) - Number(shown.get(uid) !== before);
    }
  }

  /** The state at an instant, from the current one backwards. */
  private stateAt(instant: number): Map<string, string> {
    const state = new Map(this.current);
    for (let at = this.changes.length; at > instant; at--) {
      const { uid, before } = this.changes[at - 1]!;
      if (before === undefined) state.delete(uid);
      else state.set(uid, before);
    }
    return state;
  }
}
