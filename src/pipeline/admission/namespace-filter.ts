import type { Identified } from '../../model/meta.ts';
import { ADMITTED, type AdmissionPolicy, REJECTED, type Verdict } from './policy.ts';

/** Namespaces by name. */
export interface Namespaces {
  has(name: string): boolean;
}

/** Admits objects of the namespaces that all of the given sets have. */
export class NamespaceFilter implements AdmissionPolicy {
  private readonly sets: readonly Namespaces[];

  constructor(sets: readonly Namespaces[]) {
    this.sets = sets;
  }

  enter(_: string, { metadata }: Identified): Verdict {
    return this.sets.every((set) => set.has(metadata.namespace)) ? ADMITTED : REJECTED;
  }

  leave(): boolean {
    return false;
  }
}
