import type { ResourceSizes, ResourceView } from '../model/view.ts';

/** Limits of a response; 0: none. */
export interface BudgetLimits {
  readonly maxSeries: number;
  readonly maxSeriesPerFamily: number;
  /** Of text, before compression. */
  readonly maxBytes: number;
}

/** A family that is left out, and the flag whose limit it exceeds. */
export interface Omission {
  readonly budget: 'max-series-per-family' | 'max-series' | 'max-bytes';
  readonly resource: string;
  readonly family: string;
  /** Size of the family at the last check. */
  readonly series: number;
  readonly bytes: number;
}

/** Share of the limit into which a family must fit to return, so that it does not flap. */
const READMIT_FRACTION = 0.9;

interface Size {
  readonly key: string;
  readonly resource: string;
  readonly family: string;
  readonly series: number;
  readonly bytes: number;
}

/**
 * Drops whole families while a response would exceed its limits: first each one over the limit per family, then the
 * largest until the rest fits. Remembers what it dropped from one response to the next.
 */
export class Budget {
  private readonly limits: BudgetLimits;
  private readonly out = {
    'max-series-per-family': new Set<string>(),
    'max-series': new Set<string>(),
    'max-bytes': new Set<string>(),
  };

  constructor(limits: BudgetLimits) {
    this.limits = limits;
  }

  /** Chooses what answers leave out now, by the sizes of all resources. */
  choose(resources: readonly ResourceSizes[]): readonly Omission[] {
    const { maxSeries, maxSeriesPerFamily, maxBytes } = this.limits;
    if (maxSeries === 0 && maxSeriesPerFamily === 0 && maxBytes === 0) return [];
    const sizes = resources.flatMap(sizesOf);
    const omissions: Omission[] = [];
    const note = (budget: Omission['budget'], left: readonly Size[]): void => {
      for (const { key: _, ...size } of left) omissions.push({ budget, ...size });
    };
    let rest: readonly Size[] = sizes;
    const leave = (budget: Omission['budget'], choose: (out: Set<string>) => void): void => {
      const out = this.out[budget];
      choose(out);
      note(
        budget,
        rest.filter((s) => out.has(s.key)),
      );
      rest = rest.filter((s) => !out.has(s.key));
    };
    if (maxSeriesPerFamily > 0) leave('max-series-per-family', (out) => chooseEach(rest, maxSeriesPerFamily, out));
    if (maxSeries > 0) leave('max-series', (out) => chooseLargest(rest, maxSeries, (s) => s.series, out));
    if (maxBytes > 0) leave('max-bytes', (out) => chooseLargest(rest, maxBytes, (s) => s.bytes, out));
    return omissions;
  }
}

/** Views without the families that are left out. */
export function withoutOmitted(
  views: readonly ResourceView[],
  omissions: readonly Omission[],
): readonly ResourceView[] {
  if (omissions.length === 0) return views;
  const hidden = new Set(omissions.map((o) => keyOf(o.resource, o.family)));
  return views.map((view) => without(view, hidden));
}

function chooseEach(sizes: readonly Size[], limit: number, out: Set<string>): void {
  for (const { key, series } of sizes) {
    if (series > limit) out.add(key);
    else if (series <= limit * READMIT_FRACTION) out.delete(key);
  }
}

function chooseLargest(sizes: readonly Size[], limit: number, measure: (size: Size) => number, out: Set<string>): void {
  const largestFirst = [...sizes].sort((a, b) => measure(b) - measure(a));
  let total = 0;
  for (const size of sizes) if (!out.has(size.key)) total += measure(size);
  for (const size of largestFirst) {
    if (total <= limit) break;
    if (out.has(size.key)) continue;
    out.add(size.key);
    total -= measure(size);
  }
  for (const size of largestFirst.reverse()) {
    if (!out.has(size.key) || total + measure(size) > limit * READMIT_FRACTION) continue;
    out.delete(size.key);
    total += measure(size);
  }
}

function sizesOf({ plural, families, blocks, objects }: ResourceSizes): Size[] {
  if (objects === 0) return [];
  return families.map(({ name, header }, family) => {
    let series = 0;
    let bytes = header.length;
    for (const block of blocks) {
      series += block.samples[family]!;
      bytes += block.rawBytes[family]!;
    }
    return { key: keyOf(plural, name), resource: plural, family: name, series, bytes };
  });
}

function keyOf(resource: string, family: string): string {
  return `${resource} ${family}`;
}

function without(view: ResourceView, hidden: ReadonlySet<string>): ResourceView {
  const own = view.families.map(({ name }) => hidden.has(keyOf(view.plural, name)));
  return own.includes(true) ? { ...view, hidden: own } : view;
}
