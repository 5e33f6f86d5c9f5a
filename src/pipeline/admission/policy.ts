import type { Identified } from '../../model/meta.ts';

/** A policy's answer to an object that arrives. */
export interface Verdict {
  readonly admitted: boolean;
  /** Read but not served yet. */
  readonly staged?: boolean;
  /** The id of an object that has to leave for it. */
  readonly evicted?: string;
}

export const ADMITTED: Verdict = { admitted: true };
export const STAGED: Verdict = { admitted: true, staged: true };
export const REJECTED: Verdict = { admitted: false };

/** Decides which objects of a resource are shown. It keeps books by id, which `leave` closes. */
export interface AdmissionPolicy {
  /** An object arrived, for the first time or again. */
  enter(id: string, object: Identified): Verdict;
  /** The object is gone or not shown, for whatever reason. Returns whether a relist has to find one that was left out for it. */
  leave(id: string): boolean;
  /** A list begins. */
  begin?(): void;
}

/**
 * Asks policies one after the other. An object that one of them rejects or evicts leaves all of them, so that none of them holds
 * a place for it.
 */
export class Admission {
  private readonly policies: readonly AdmissionPolicy[];

  constructor(policies: readonly AdmissionPolicy[]) {
    this.policies = policies;
  }

  /** Decides about an object that arrived; calls `remove` for each object that is to be removed for it. */
  enter(id: string, object: Identified, remove: (id: string) => void): Verdict {
    let verdict = ADMITTED;
    for (const policy of this.policies) {
      const { admitted, evicted, staged } = policy.enter(id, object);
      if (evicted !== undefined) {
        this.leave(evicted);
        remove(evicted);
      }
      if (!admitted) return REJECTED;
      if (staged) verdict = STAGED;
    }
    return verdict;
  }

  /** Closes the books of an object; returns whether a relist has to find one that was left out for it. */
  leave(id: string): boolean {
    let relist = false;
    for (const policy of this.policies) relist = policy.leave(id) || relist;
    return relist;
  }

  begin(): void {
    for (const policy of this.policies) policy.begin?.();
  }
}
