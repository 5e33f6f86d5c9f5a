import type { SampleLine } from '../parsing/sample-line.ts';

/** Suffixes of samples by the type of their family (OpenMetrics; histograms and summaries in both formats). */
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count', '_created'],
  gaugehistogram: ['_bucket', '_gsum', '_gcount'],
  summary: ['_sum', '_count', '_created'],
  counter: ['_total', '_created'],
  info: ['_info'],
};

/** Finds the family of each sample: by its type, as samples of histograms and the like have names of their own. */
export class FamilyNames {
  /** Types by family, as comments name them. */
  readonly types = new Map<string, string>();
  private name = Buffer.alloc(0);
  private family = '';
  private readonly families = new Map<string, string>();

  comment(kind: 'HELP' | 'TYPE', family: string, text: string): void {
    if (kind !== 'TYPE') return;
    this.types.set(family, text);
    for (const suffix of SUFFIXES[text] ?? []) this.families.set(family + suffix, family);
    this.name = Buffer.alloc(0);
  }

  /** Returns the family of a sample. Most follow one of the same name. */
  of({ bytes, nameStart, nameEnd }: SampleLine): string {
    const { name } = this;
    const isSame = name.length === nameEnd - nameStart && name.compare(bytes, nameStart, nameEnd) === 0;
    if (isSame) return this.family;
    this.name = Buffer.from(bytes.subarray(nameStart, nameEnd));
    const text = this.name.toString('utf8');
    this.family = this.types.has(text) ? text : (this.families.get(text) ?? text);
    return this.family;
  }
}
