import type { LabelValue } from './cardinality.ts';

/** As many values have a counter. */
const COUNTERS = 256;

interface Counter {
  readonly text: string;
  count: number;
}

/**
 * Counts the most frequent values in bounded memory: exactly up to 256 different ones; beyond that values that are frequent are kept and
 * the others pass by ("Frequent", Misra and Gries, 1982), so that a count is too low by at most 1/256 of the whole.
 */
export class TopValues {
  private readonly counters = new Map<number, Counter>();

  /** Counts a value by its hash; `text` is called for a value that gets a counter. */
  add(hash: number, text: () => string): void {
    const known = this.counters.get(hash);
    if (known) known.count++;
    else if (this.counters.size < COUNTERS) this.counters.set(hash, { text: text(), count: 1 });
    else {
      for (const [key, counter] of this.counters) if (--counter.count === 0) this.counters.delete(key);
    }
  }

  /** Returns up to `most` values; `scale` is what each one counts for. */
  top(most: number, scale: number): readonly LabelValue[] {
    return [...this.counters.values()]
      .sort((a, b) => b.count - a.count)
      .slice(0, most)
      .map(({ text, count }) => ({ value: text, series: Math.round(count * scale) }));
  }
}
