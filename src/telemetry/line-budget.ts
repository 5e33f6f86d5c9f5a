/** Bounds the number of lines in each period, whatever they are about: for lines whose number follows from data of others. */
export class LineBudget {
  private readonly now: () => number;
  private readonly lines: number;
  private readonly everyMs: number;
  private began = Number.NEGATIVE_INFINITY;
  private used = 0;

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(now: () => number, lines: number, everyMs = 60_000) {
    this.now = now;
    this.lines = lines;
    this.everyMs = everyMs;
  }

  /** Takes a line from the budget of the current period; false: it is used up. */
  take(): boolean {
    const now = this.now();
    if (now - this.began >= this.everyMs) {
      this.began = now;
      this.used = 0;
    }
    if (this.used >= this.lines) return false;
    this.used++;
    return true;
  }
}
