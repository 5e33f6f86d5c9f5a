import { FamilyNames } from '../analysis/family-names.ts';
import { hashOf } from '../analysis/series-hash.ts';
import type { ExpositionReceiver } from '../parsing/exposition-reader.ts';
import type { SampleLine } from '../parsing/sample-line.ts';
import { addAmounts, ZERO } from './amounts.ts';
import type { Amount, Cardinality, FamilyCardinality, LabelCardinality, NamespaceCardinality } from './cardinality.ts';
import { DistinctCounter } from './distinct-counter.ts';
import { TopValues } from './top-values.ts';

/** Values of a label that are listed. */
const LISTED = 20;
/** Bytes of the text of a family that are kept, to see how well it compresses. */
const TEXT_BYTES = 32 * 1024;
/** Namespaces that are told apart; a cluster has thousands at most. */
const MAX_NAMESPACES = 20_000;

const NAMESPACE = Buffer.from('namespace');
const NEWLINE = Buffer.from('\n');

class LabelCounts {
  series = 0;
  rawBytes = 0;
  readonly distinct = new DistinctCounter();
  readonly values = new TopValues();
}

class FamilyCounts {
  readonly name: string;
  type = '';
  series = 0;
  rawBytes = 0;
  readonly labels = new Map<string, LabelCounts>();
  /** By the bytes of the name: most samples of a family have the same labels in the same order. */
  /** Beginning of its text. */
  private readonly text: Buffer[] = [];
  private textBytes = 0;
  readonly order: { readonly name: Buffer; readonly counts: LabelCounts }[] = [];

  constructor(name: string) {
    this.name = name;
  }

  keep(line: Buffer): void {
    if (this.textBytes >= TEXT_BYTES) return;
    this.text.push(Buffer.from(line), NEWLINE);
    this.textBytes += line.length + 1;
  }

  packedShare(packedBytesOf: CollectorKnowledge['packedBytesOf']): number {
    return this.textBytes === 0 ? 1 : packedBytesOf(Buffer.concat(this.text)) / this.textBytes;
  }
}

/** Exact amounts where only a part of the samples was read, by family. */
export type KnownAmounts = ReadonlyMap<string, Amount>;

/** Facts that are not in the samples. */
export interface CollectorKnowledge {
  /** Plural of the resource of a family; empty: unknown. */
  readonly resourceOf: (family: string) => string;
  /** Returns the compressed size of a text: of the beginning of a family, whose rest is taken to compress as well. */
  readonly packedBytesOf: (text: Buffer) => number;
  /** Exact amounts of families of which only some of the samples are read; absent: all are. */
  readonly known?: KnownAmounts;
}

/** Collects the cardinality of an exposition, sample by sample, in memory that depends on the number of families and labels alone. */
export class CardinalityCollector implements ExpositionReceiver {
  private readonly names = new FamilyNames();
  private readonly families = new Map<string, FamilyCounts>();
  private readonly namespaces = new Map<
    number,
    { readonly name: string; readonly shares: Map<FamilyCounts, [number, number]> }
  >();
  private readonly onBad: ExpositionReceiver['bad'];

  constructor(onBad: ExpositionReceiver['bad'] = () => {}) {
    this.onBad = onBad;
  }

  comment(kind: 'HELP' | 'TYPE', family: string, text: string): void {
    this.names.comment(kind, family, text);
    const counts = this.familyOf(family);
    if (kind === 'TYPE') counts.type = text;
    counts.rawBytes += `# ${kind}  \n`.length + family.length + Buffer.byteLength(text);
  }

  sample(line: SampleLine): void {
    const counts = this.familyOf(this.names.of(line));
    const bytes = line.end - line.start + 1;
    counts.series++;
    counts.rawBytes += bytes;
    counts.keep(line.bytes.subarray(line.start, line.end));
    // An empty label is none, as in Prometheus.
    let namespace = -1;
    for (let i = 0; i < line.labels; i++) {
      const isNamespace = this.takeLabel(line, i, counts);
      if (isNamespace && line.places[i * 4 + 2]! < line.places[i * 4 + 3]!) namespace = i;
    }
    this.takeNamespace(line, namespace, counts, bytes);
  }

  bad(line: number, problem: string): void {
    this.onBad(line, problem);
  }

  /** Returns the model of what was read. */
  cardinality(knowledge: CollectorKnowledge): Cardinality {
    const all = [...this.families.values()];
    const scales = all.map(({ name, series }) => {
      const known = knowledge.known?.get(name);
      return known && series > 0 ? known.series / series : 1;
    });
    const families = all.map((counts, i) => familyOf(counts, scales[i]!, knowledge));
    const read = all.reduce((sum, { series }) => sum + series, 0);
    const total = families.reduce(addAmounts, ZERO);
    return {
      total,
      families,
      namespaces: this.namespacesOf(all, scales),
      sampled: total.series === 0 ? 1 : read / total.series,
    };
  }

  private familyOf(name: string): FamilyCounts {
    let counts = this.families.get(name);
    if (!counts) this.families.set(name, (counts = new FamilyCounts(name)));
    return counts;
  }

  /** Whether the label is the namespace. */
  private takeLabel(line: SampleLine, index: number, family: FamilyCounts): boolean {
    const { bytes, places } = line;
    const nameStart = places[index * 4]!;
    const nameEnd = places[index * 4 + 1]!;
    const valueStart = places[index * 4 + 2]!;
    const valueEnd = places[index * 4 + 3]!;
    let known = family.order[index];
    if (!known || !isSame(known.name, bytes, nameStart, nameEnd)) {
      const name = line.labelName(index);
      let counts = family.labels.get(name);
      if (!counts) family.labels.set(name, (counts = new LabelCounts()));
      family.order[index] = known = { name: Buffer.from(bytes.subarray(nameStart, nameEnd)), counts };
    }
    const { counts } = known;
    counts.series++;
    // With the equals sign, two quotes and a comma.
    counts.rawBytes += nameEnd - nameStart + valueEnd - valueStart + 4;
    const hash = hashOf(bytes, valueStart, valueEnd);
    counts.distinct.add(hash);
    counts.values.add(hash, () => line.labelValue(index));
    return isSame(NAMESPACE, bytes, nameStart, nameEnd);
  }

  private takeNamespace(line: SampleLine, index: number, family: FamilyCounts, bytes: number): void {
    const hash = index < 0 ? 0 : hashOf(line.bytes, line.places[index * 4 + 2]!, line.places[index * 4 + 3]!);
    let known = this.namespaces.get(hash);
    if (!known) {
      if (this.namespaces.size >= MAX_NAMESPACES) return;
      this.namespaces.set(hash, (known = { name: index < 0 ? '' : line.labelValue(index), shares: new Map() }));
    }
    const share = known.shares.get(family);
    if (share) {
      share[0]++;
      share[1] += bytes;
    } else known.shares.set(family, [1, bytes]);
  }

  private namespacesOf(all: readonly FamilyCounts[], scales: readonly number[]): readonly NamespaceCardinality[] {
    const indexes = new Map(all.map((counts, i) => [counts, i]));
    const rows = [...this.namespaces.values()].map(({ name, shares }) => ({
      name,
      families: [...shares]
        .map(([family, [series, bytes]]): [number, number, number] => {
          const index = indexes.get(family)!;
          return [index, Math.round(series * scales[index]!), Math.round(bytes * scales[index]!)];
        })
        .sort(([a], [b]) => a - b),
    }));
    const bytesOf = ({ families }: NamespaceCardinality): number =>
      families.reduce((sum, [, , bytes]) => sum + bytes, 0);
    return rows.sort((a, b) => bytesOf(b) - bytesOf(a));
  }
}

function familyOf(counts: FamilyCounts, scale: number, knowledge: CollectorKnowledge): FamilyCardinality {
  const { name, type, series, rawBytes, labels } = counts;
  const amount = knowledge.known?.get(name) ?? {
    series,
    rawBytes,
    packedBytes: Math.round(rawBytes * counts.packedShare(knowledge.packedBytesOf)),
  };
  return {
    name,
    resource: knowledge.resourceOf(name),
    type,
    ...amount,
    labels: [...labels].map(([label, each]) => labelOf(label, each, scale)),
  };
}

function labelOf(name: string, counts: LabelCounts, scale: number): LabelCardinality {
  const { series, rawBytes, distinct, values } = counts;
  const found = distinct.count();
  // A label that tells objects apart has more values where more objects are read; one of a few words has not.
  const grows = scale > 1 && found > series / 20;
  return {
    name,
    series: Math.round(series * scale),
    distinct: grows ? Math.round(found * scale) : found,
    rawBytes: Math.round(rawBytes * scale),
    top: values.top(LISTED, scale),
  };
}

/** Faster than Buffer.compare for a few bytes. */
function isSame(text: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text[i] !== bytes[start + i]) return false;
  return true;
}
