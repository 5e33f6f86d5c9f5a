/** An object that is to be reconciled. */
export interface Key {
  readonly plural: string;
  readonly namespace: string;
  readonly name: string;
}

/** Objects to reconcile: each is in it once for now, and once for its next time. */
export class WorkQueue {
  private readonly ready = new Map<string, Key>();
  private readonly delayed = new Map<string, { readonly key: Key; readonly dueMs: number }>();

  get isEmpty(): boolean {
    return this.ready.size === 0;
  }

  add(key: Key): void {
    this.ready.set(idOf(key), key);
  }

  /** Adds an object for later; the earliest of several times counts. */
  addAt(key: Key, dueMs: number): void {
    const id = idOf(key);
    const old = this.delayed.get(id);
    if (!old || dueMs < old.dueMs) this.delayed.set(id, { key, dueMs });
  }

  /** Moves the objects whose time has come to those that are ready. */
  advance(nowMs: number): void {
    for (const [id, { key, dueMs }] of this.delayed) {
      if (dueMs > nowMs) continue;
      this.delayed.delete(id);
      this.ready.set(id, key);
    }
  }

  /** Takes the object that has waited longest. */
  take(): Key | undefined {
    for (const [id, key] of this.ready) {
      this.ready.delete(id);
      return key;
    }
    return undefined;
  }
}

function idOf({ plural, namespace, name }: Key): string {
  return `${plural}\n${namespace}\n${name}`;
}
