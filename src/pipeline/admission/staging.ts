import type { Identified } from '../../model/meta.ts';
import { ADMITTED, type AdmissionPolicy, STAGED, type Verdict } from './policy.ts';

/** Holds back objects of a share that is being read until all of it can be served. */
export class Staging implements AdmissionPolicy {
  private readonly assignment: { stages(uid: string): boolean };

  constructor(assignment: { stages(uid: string): boolean }) {
    this.assignment = assignment;
  }

  enter(_: string, { metadata }: Identified): Verdict {
    return this.assignment.stages(metadata.uid) ? STAGED : ADMITTED;
  }

  leave(): boolean {
    return false;
  }
}
