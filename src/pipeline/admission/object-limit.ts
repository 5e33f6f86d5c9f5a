/** Decision of a limit about an object that arrives. */
export type Verdict = { readonly keep: boolean; readonly evict: string | undefined };

/**
 * Chooses at most `limit` objects: the first by namespace and name, in the order of their bytes. It knows those that are
 * in, and of the others only that there are some; so when one that was in goes, a relist has to say which one follows.
 */
export class ObjectLimit {
  private readonly limit: number;
  /** Sorted by key. */
  private readonly kept: { readonly key: Buffer; readonly id: string }[] = [];
  /** Whether objects were left out. */
  exceeded = false;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** An object is there. `evict` names the one that has to make room for it. */
  admit(namespace: string, name: string, id: string): Verdict {
    const key = Buffer.from(`${namespace}/${name}`);
    const at = this.place(key);
    if (this.kept[at]?.key.equals(key)) {
      // The same name with another UID: the older object is gone.
      const before = this.kept[at].id;
      this.kept[at] = { key, id };
      return { keep: true, evict: before === id ? undefined : before };
    }
    if (this.kept.length >= this.limit) this.exceeded = true;
    if (at >= this.limit) return { keep: false, evict: undefined };
    this.kept.splice(at, 0, { key, id });
    return { keep: true, evict: this.kept.length > this.limit ? this.kept.pop()!.id : undefined };
  }

  /** An object is gone. Returns whether a relist is needed to find the one that follows. */
  remove(id: string): boolean {
    const at = this.kept.findIndex((k) => k.id === id);
    if (at < 0) return false;
    this.kept.splice(at, 1);
    return this.exceeded;
  }

  /** Starts a list, which determines again which objects are left out. */
  begin(): void {
    this.exceeded = false;
  }

  private place(key: Buffer): number {
    let low = 0;
    let high = this.kept.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (Buffer.compare(this.kept[middle]!.key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
