import type { ExpositionReceiver } from '../parsing/exposition-reader.ts';
import type { SampleLine } from '../parsing/sample-line.ts';
import type { DifferenceKind } from './difference-kind.ts';
import { FamilyNames } from './family-names.ts';
import { isKnown } from './known-differences.ts';
import { SeriesHash } from './series-hash.ts';
import { SeriesTable } from './series-table.ts';

/** A difference of one series, as it is shown. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly family: string;
  readonly series: string;
  /** Values of the first and of the second side; undefined: it has none. */
  readonly values: readonly [number | undefined, number | undefined];
}

/** Differences of a family, in numbers of series. */
export interface FamilyDifference {
  readonly family: string;
  /** Samples of both sides. */
  readonly samples: readonly [number, number];
  readonly counts: Readonly<Record<DifferenceKind, number>>;
  /** Differences that are known and decided. */
  readonly known: number;
  /** Types of both sides, where they differ. */
  readonly types: readonly [string, string] | undefined;
}

/** Settings of a comparison. */
export interface ComparisonSettings {
  /** Known differences are counted apart. */
  readonly known: boolean;
  /** Differences of each kind and family that are kept to be shown. */
  readonly examples: number;
  /** Whether hashes of what differs are kept, for another comparison. */
  readonly track: boolean;
  /** Differences of an earlier comparison: others are not counted. Undefined: all are. */
  readonly persisted: SeriesTable | undefined;
}

const IN_SECOND = 1;
const DOUBLE = 2;
const SHOWN = 8;

class FamilyCounts {
  readonly name: string;
  readonly samples: [number, number] = [0, 0];
  readonly counts: Record<DifferenceKind, number> = { missing: 0, extra: 0, different: 0, double: 0 };
  readonly shown: Record<DifferenceKind, number> = { missing: 0, extra: 0, different: 0, double: 0 };
  known = 0;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * Compares two expositions, each of which may come in several parts, series by series: first all of the one, then all of the other,
 * then the first once more if a line of what is missing is wanted. A series takes about 28 bytes.
 */
export class Comparison {
  /** Examples in the order in which they were found. */
  readonly examples: Difference[] = [];
  /** Hashes of the series that differ, if they are tracked. */
  readonly differing = new SeriesTable();
  private readonly settings: ComparisonSettings;
  private readonly names: readonly [FamilyNames, FamilyNames] = [new FamilyNames(), new FamilyNames()];
  private readonly families = new Map<string, number>();
  private readonly counts: FamilyCounts[] = [];
  private readonly table = new SeriesTable();
  private readonly hash = new SeriesHash();

  constructor(settings: ComparisonSettings) {
    this.settings = settings;
  }

  /** Receives the first side, and then the second one. */
  receiver(side: 0 | 1, bad: ExpositionReceiver['bad']): ExpositionReceiver {
    const names = this.names[side];
    return {
      comment: (kind, family, text) => names.comment(kind, family, text),
      sample: side === 0 ? (line) => this.takeFirst(line, names) : (line) => this.takeSecond(line, names),
      bad,
    };
  }

  /** Counts what is missing from the second side, which has been read as a whole. Whether lines of it are wanted. */
  finish(): boolean {
    this.table.forEach((place, a, b) => {
      const marks = this.table.marksOf(place);
      if ((marks & IN_SECOND) !== 0 || !this.isWanted(a, b)) return;
      this.note(this.counts[this.table.family(place)]!, 'missing', a, b);
    });
    return this.settings.examples > 0 && this.counts.some(({ counts }) => counts.missing > 0);
  }

  /** Receives the first side again, for the lines of what is missing. */
  missingReceiver(): ExpositionReceiver {
    return {
      sample: (line) => {
        this.hash.of(line);
        const { a, b } = this.hash;
        const place = this.table.find(a, b);
        // The answer may be another one by now.
        if (place < 0 || (this.table.marksOf(place) & (IN_SECOND | SHOWN)) !== 0 || !this.isWanted(a, b)) return;
        this.table.mark(place, SHOWN);
        this.show('missing', this.table.family(place), line, [line.value, undefined]);
      },
      bad: () => {},
    };
  }

  /** The families with differences, known ones included, in the order in which they came. */
  differences(): readonly FamilyDifference[] {
    return [...this.families.keys()].flatMap((family, i) => {
      const { samples, counts, known } = this.counts[i]!;
      const types = this.typesOf(family);
      const differs = types !== undefined || known > 0 || Object.values(counts).some((count) => count > 0);
      return differs ? [{ family, samples, counts, known, types }] : [];
    });
  }

  /** Number of families, and of samples of both sides. */
  totals(): { readonly families: number; readonly samples: readonly [number, number] } {
    const sum = (side: 0 | 1): number => this.counts.reduce((all, { samples }) => all + samples[side], 0);
    return { families: this.families.size, samples: [sum(0), sum(1)] };
  }

  private takeFirst(line: SampleLine, names: FamilyNames): void {
    const family = this.familyOf(names.of(line));
    this.counts[family]!.samples[0]++;
    this.hash.of(line);
    const { a, b } = this.hash;
    const place = this.table.find(a, b);
    if (place < 0) this.table.add(a, b, family, line.value);
    else this.takeDouble(place, family, line, 0);
  }

  private takeSecond(line: SampleLine, names: FamilyNames): void {
    const family = this.familyOf(names.of(line));
    this.counts[family]!.samples[1]++;
    this.hash.of(line);
    const { a, b } = this.hash;
    const place = this.table.find(a, b);
    const { value } = line;
    if (place < 0) {
      this.table.mark(this.table.add(a, b, family, value), IN_SECOND);
      this.differs('extra', family, line, [undefined, value]);
    } else if ((this.table.marksOf(place) & IN_SECOND) !== 0) {
      this.takeDouble(place, family, line, 1);
    } else {
      this.table.mark(place, IN_SECOND);
      const first = this.table.value(place);
      if (!Object.is(first, value) && first !== value) this.differs('different', family, line, [first, value]);
    }
  }

  private takeDouble(place: number, family: number, line: SampleLine, side: 0 | 1): void {
    // A series counts once for each side, however often it is repeated.
    const bit = DOUBLE << side;
    if ((this.table.marksOf(place) & bit) !== 0) return;
    this.table.mark(place, bit);
    this.differs('double', family, line, side === 0 ? [line.value, undefined] : [undefined, line.value]);
  }

  private differs(kind: DifferenceKind, family: number, line: SampleLine, values: Difference['values']): void {
    const { a, b } = this.hash;
    if (!this.isWanted(a, b)) return;
    const counts = this.counts[family]!;
    if (this.settings.known && isKnown(kind, values)) {
      counts.known++;
      return;
    }
    this.note(counts, kind, a, b);
    this.show(kind, family, line, values);
  }

  private note(counts: FamilyCounts, kind: DifferenceKind, a: number, b: number): void {
    counts.counts[kind]++;
    if (this.settings.track && this.differing.find(a, b) < 0) this.differing.add(a, b, 0, 0);
  }

  private show(kind: DifferenceKind, family: number, line: SampleLine, values: Difference['values']): void {
    const { name, shown } = this.counts[family]!;
    if (shown[kind]++ < this.settings.examples) {
      this.examples.push({ kind, family: name, series: line.series(), values });
    }
  }

  private isWanted(a: number, b: number): boolean {
    const { persisted } = this.settings;
    return persisted === undefined || persisted.find(a, b) >= 0;
  }

  private familyOf(name: string): number {
    const known = this.families.get(name);
    if (known !== undefined) return known;
    this.families.set(name, this.counts.length);
    return this.counts.push(new FamilyCounts(name)) - 1;
  }

  private typesOf(family: string): readonly [string, string] | undefined {
    const [first, second] = this.names.map(({ types }) => types.get(family));
    return first !== undefined && second !== undefined && first !== second ? [first, second] : undefined;
  }
}
