import type { Identified } from '../../model/meta.ts';
import { ADMITTED, type AdmissionPolicy, REJECTED, type Verdict } from './policy.ts';

interface Admitted {
  readonly key: Buffer;
  readonly id: string;
}

/**
 * Admits at most `limit` objects: the first by namespace and name, in the order of their bytes. It keeps the
 * admitted objects only, so when one of them goes, a relist has to find the next.
 */
export class ObjectLimit implements AdmissionPolicy {
  private readonly limit: number;
  /** Sorted by key. */
  private readonly admitted: Admitted[] = [];
  private readonly keys = new Map<string, Buffer>();
  /** Whether objects were left out. */
  exceeded = false;

  constructor(limit: number) {
    this.limit = limit;
  }

  enter(id: string, { metadata: { namespace, name } }: Identified): Verdict {
    const key = Buffer.from(`${namespace}/${name}`);
    const at = this.indexOf(key);
    const known = this.admitted[at];
    if (known?.key.equals(key)) {
      if (known.id === id) return ADMITTED;
      // The same name with another UID: the older object is gone.
      this.put(at, 1, { key, id });
      this.keys.delete(known.id);
      return { admitted: true, evicted: known.id };
    }
    if (this.admitted.length >= this.limit) this.exceeded = true;
    if (at >= this.limit) return REJECTED;
    this.put(at, 0, { key, id });
    if (this.admitted.length <= this.limit) return ADMITTED;
    const last = this.admitted.pop()!;
    this.keys.delete(last.id);
    return { admitted: true, evicted: last.id };
  }

  leave(id: string): boolean {
    const key = this.keys.get(id);
    if (!key) return false;
    this.keys.delete(id);
    this.admitted.splice(this.indexOf(key), 1);
    return this.exceeded;
  }

  begin(): void {
    this.exceeded = false;
  }

  private put(at: number, replaced: number, entry: Admitted): void {
    this.admitted.splice(at, replaced, entry);
    this.keys.set(entry.id, entry.key);
  }

  private indexOf(key: Buffer): number {
    let low = 0;
    let high = this.admitted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (Buffer.compare(this.admitted[middle]!.key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
