/** Series by hash, in typed arrays: 21 bytes for each place, of which three quarters are used at most. */
export class SeriesTable {
  /** Number of series. */
  size = 0;
  private a: Int32Array;
  private b: Int32Array;
  private values: Float64Array;
  /** One more than the number of the family; 0: the place is free. */
  private families: Uint32Array;
  private marks: Uint8Array;

  /** With places for 2^bits series. */
  constructor(bits = 12) {
    this.a = new Int32Array(1 << bits);
    this.b = new Int32Array(1 << bits);
    this.values = new Float64Array(1 << bits);
    this.families = new Uint32Array(1 << bits);
    this.marks = new Uint8Array(1 << bits);
  }

  /** Returns the place of a series; -1: it is not there. A place is good until the next `add`. */
  find(a: number, b: number): number {
    const place = this.placeOf(a, b);
    return this.families[place] === 0 ? -1 : place;
  }

  /** Adds a series that is not there, and returns its place. */
  add(a: number, b: number, family: number, value: number): number {
    if (this.size >= this.a.length * 0.75) this.grow();
    const place = this.placeOf(a, b);
    this.a[place] = a;
    this.b[place] = b;
    this.families[place] = family + 1;
    this.values[place] = value;
    this.marks[place] = 0;
    this.size++;
    return place;
  }

  value(place: number): number {
    return this.values[place]!;
  }

  family(place: number): number {
    return this.families[place]! - 1;
  }

  /** Bits that the caller gives a meaning to. */
  marksOf(place: number): number {
    return this.marks[place]!;
  }

  mark(place: number, bits: number): void {
    this.marks[place]! |= bits;
  }

  /** Calls back for each series. */
  forEach(take: (place: number, a: number, b: number) => void): void {
    for (let place = 0; place < this.families.length; place++) {
      if (this.families[place] !== 0) take(place, this.a[place]!, this.b[place]!);
    }
  }

  private placeOf(a: number, b: number): number {
    const mask = this.a.length - 1;
    let place = (a ^ (b >>> 7)) & mask;
    while (this.families[place] !== 0 && (this.a[place] !== a || this.b[place] !== b)) place = (place + 1) & mask;
    return place;
  }

  private grow(): void {
    const { a, b, values, families, marks } = this;
    const length = a.length * 2;
    this.a = new Int32Array(length);
    this.b = new Int32Array(length);
    this.values = new Float64Array(length);
    this.families = new Uint32Array(length);
    this.marks = new Uint8Array(length);
    for (let i = 0; i < families.length; i++) {
      if (families[i] === 0) continue;
      const place = this.placeOf(a[i]!, b[i]!);
      this.a[place] = a[i]!;
      this.b[place] = b[i]!;
      this.values[place] = values[i]!;
      this.families[place] = families[i]!;
      this.marks[place] = marks[i]!;
    }
  }
}
