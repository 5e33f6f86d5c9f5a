/**
 * A sample as places in the bytes of its line. One record is filled again for each sample, and the bytes may be reused after the call
 * that hands it over.
 */
export class SampleLine {
  /** The buffer that the places below are in. */
  bytes: Buffer = Buffer.alloc(0);
  /** The line without its end. */
  start = 0;
  end = 0;
  nameStart = 0;
  nameEnd = 0;
  valueStart = 0;
  valueEnd = 0;
  /** Number of labels, of which `places` has four numbers each: start and end of the name, start and end of the value, without quotes. */
  labels = 0;
  places = new Int32Array(4 * 32);

  /** Name of the metric. */
  get name(): string {
    return this.bytes.toString('latin1', this.nameStart, this.nameEnd);
  }

  /** The value as a number: NaN too where it is none. */
  get value(): number {
    const { bytes, valueStart, valueEnd } = this;
    // Most values are 0 or 1, or short integers.
    let number = 0;
    for (let i = valueStart; i < valueEnd; i++) {
      const digit = bytes[i]! - 48;
      if (digit < 0 || digit > 9 || number > 1e14) return numberOf(bytes.toString('latin1', valueStart, valueEnd));
      number = number * 10 + digit;
    }
    return valueEnd > valueStart ? number : Number.NaN;
  }

  labelName(index: number): string {
    return unescaped(this.bytes.toString('utf8', this.places[index * 4], this.places[index * 4 + 1]));
  }

  labelValue(index: number): string {
    return unescaped(this.bytes.toString('utf8', this.places[index * 4 + 2], this.places[index * 4 + 3]));
  }

  /** The metric and its labels, as they are written. */
  series(): string {
    const { bytes, start, valueStart } = this;
    return bytes.toString('utf8', start, valueStart).trimEnd();
  }

  addLabel(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    const at = this.labels++ * 4;
    if (at === this.places.length) {
      const grown = new Int32Array(at * 2);
      grown.set(this.places);
      this.places = grown;
    }
    this.places[at] = nameStart;
    this.places[at + 1] = nameEnd;
    this.places[at + 2] = valueStart;
    this.places[at + 3] = valueEnd;
  }
}

function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/gs, (_, c: string) => (c === 'n' ? '\n' : c)) : text;
}

const SPECIAL: Readonly<Record<string, number>> = {
  '+Inf': Number.POSITIVE_INFINITY,
  Inf: Number.POSITIVE_INFINITY,
  '-Inf': Number.NEGATIVE_INFINITY,
};

function numberOf(text: string): number {
  return text === '' ? Number.NaN : (SPECIAL[text] ?? Number(text));
}
