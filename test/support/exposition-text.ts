/** A sample of an exposition. */
export interface ParsedSample {
  readonly name: string;
  /** In the order in which they are written. */
  readonly labels: readonly (readonly [name: string, value: string])[];
  readonly value: number;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', n: '\n' };
const VALUE = /^(?:NaN|[+-]Inf|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]\d\d+)?)$/;

/**
 * Reads samples in the text format as strictly as it can be read: no blanks but the one before the value, no comments, each
 * label once, no escapes but the three (https://prometheus.io/docs/instrumenting/exposition_formats/). Throws at the first
 * character that does not belong.
 */
export function parseSamples(text: string): readonly ParsedSample[] {
  const reader = new Reader(text);
  const samples: ParsedSample[] = [];
  while (!reader.atEnd()) samples.push(reader.sample());
  return samples;
}

class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  atEnd(): boolean {
    return this.at === this.text.length;
  }

  sample(): ParsedSample {
    const name = this.take(/[a-zA-Z_:][a-zA-Z0-9_:]*/y);
    const labels = this.text[this.at] === '{' ? this.labels() : [];
    this.expect(' ');
    const value = this.take(/[^\n]*/y);
    if (!VALUE.test(value)) throw this.unexpected();
    this.expect('\n');
    return { name, labels, value: Number(value.replace('Inf', 'Infinity')) };
  }

  private labels(): [string, string][] {
    const labels: [string, string][] = [];
    this.expect('{');
    do {
      const name = this.take(/[a-zA-Z_][a-zA-Z0-9_]*/y);
      if (labels.some(([other]) => other === name)) throw new Error(`label ${name} twice`);
      this.expect('=');
      this.expect('"');
      labels.push([name, this.labelValue()]);
    } while (this.skip(','));
    this.expect('}');
    return labels;
  }

  private labelValue(): string {
    let value = '';
    for (;;) {
      value += this.take(/[^\\"\n]*/y);
      if (this.skip('"')) return value;
      this.expect('\\');
      const escaped = ESCAPES[this.text[this.at] ?? ''];
      if (escaped === undefined) throw this.unexpected();
      this.at++;
      value += escaped;
    }
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) throw this.unexpected();
    this.at = pattern.lastIndex;
    return match[0];
  }

  private skip(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private expect(character: string): void {
    if (!this.skip(character)) throw this.unexpected();
  }

  private unexpected(): Error {
    const line = this.text.slice(this.text.lastIndexOf('\n', this.at - 1) + 1, this.at + 20);
    return new Error(`unexpected ${JSON.stringify(this.text[this.at])} at ${this.at} behind ${JSON.stringify(line)}`);
  }
}
