/** Keys up to this many bytes are found by their length; longer ones are rare. */
const MAX_BYTES = 64;

interface Entry<T> {
  readonly bytes: Uint8Array;
  readonly value: T;
}

/** Values by key, for keys that are UTF-8 in a buffer: a key that is looked for and not found never becomes a string. */
export class KeyTable<T> {
  private readonly values: ReadonlyMap<string, T>;
  private readonly byLength: readonly (readonly Entry<T>[])[];

  constructor(values: ReadonlyMap<string, T>) {
    this.values = values;
    const byLength: Entry<T>[][] = Array.from({ length: MAX_BYTES + 1 }, () => []);
    for (const [key, value] of values) {
      const bytes = Buffer.from(key);
      byLength[bytes.length]?.push({ bytes, value });
    }
    this.byLength = byLength;
  }

  /** Returns the value of a key. */
  get(key: string): T | undefined {
    return this.values.get(key);
  }

  /** Returns the value of the key in `bytes[start, end)`. */
  find(bytes: Buffer, start: number, end: number): T | undefined {
    const size = end - start;
    if (size > MAX_BYTES) return this.values.get(bytes.toString('utf8', start, end));
    const entries = this.byLength[size]!;
    for (let i = 0; i < entries.length; i++) {
      const { bytes: key, value } = entries[i]!;
      let k = 0;
      while (k < size && key[k] === bytes[start + k]) k++;
      if (k === size) return value;
    }
    return undefined;
  }
}
