/** Limits concurrent holders. Waiters enter by rank, lowest first, then by arrival. */
export class SyncLimiter {
  private readonly limit: number;
  private holders = 0;
  private readonly waiting: { rank: number; enter: () => void }[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Resolves with the function that leaves; leaving twice is harmless. */
  async enter(rank: number): Promise<() => void> {
    if (this.holders >= this.limit) {
      await new Promise<void>((enter) => {
        const at = this.waiting.findIndex((w) => w.rank > rank);
        this.waiting.splice(at < 0 ? this.waiting.length : at, 0, { rank, enter });
      });
    } else {
      this.holders++;
    }
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      const following = this.waiting.shift();
      if (following) following.enter();
      else this.holders--;
    };
  }
}
