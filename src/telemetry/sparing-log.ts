/**
 * Passes a line on once per key and minute, so that a recurring fault does not fill the log. Keys come from our own
 * code; their number is bounded all the same.
 */
export class SparingLog {
  private readonly said = new Map<string, { at: number; passedOver: number }>();
  private readonly now: () => number;
  private readonly everyMs: number;
  private readonly limit: number;

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(now: () => number, everyMs = 60_000, limit = 1000) {
    this.now = now;
    this.everyMs = everyMs;
    this.limit = limit;
  }

  /** Returns the fields to add to a line, such as the number of lines skipped since the last one; undefined: skip it. */
  next(key: string): { readonly repeated?: number } | undefined {
    const now = this.now();
    const last = this.said.get(key);
    if (last && now - last.at < this.everyMs) {
      last.passedOver++;
      return undefined;
    }
    if (!last && this.said.size >= this.limit) this.said.clear();
    this.said.set(key, { at: now, passedOver: 0 });
    return last && last.passedOver > 0 ? { repeated: last.passedOver } : {};
  }
}
