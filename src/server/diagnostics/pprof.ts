/** Type and unit of a value, such as `cpu` in `nanoseconds`. */
export interface ValueType {
  readonly type: string;
  readonly unit: string;
}

/** A line of a function in a stack. */
export interface StackLine {
  readonly name: string;
  readonly file: string;
  /** Counted from 1; 0: unknown. */
  readonly startLine: number;
  readonly line: number;
}

/**
 * Builds a profile in the format of pprof (https://github.com/google/pprof/blob/main/proto/profile.proto), which is a dozen fields in
 * protobuf: less than a library would bring (docs/decisions/0025-limits-and-diagnostics.md).
 */
export class PprofBuilder {
  private readonly parts: Buffer[] = [];
  private readonly strings = new Map<string, number>([['', 0]]);
  private readonly functions = new Map<string, number>();
  private readonly locations = new Map<string, number>();

  constructor(types: readonly ValueType[]) {
    for (const type of types) this.parts.push(message(1, this.valueType(type)));
  }

  /** Adds a stack, the innermost function first, with a value of each type. */
  sample(stack: readonly StackLine[], values: readonly number[]): void {
    const locations = stack.map((line) => varint(this.location(line)));
    this.parts.push(message(2, [message(1, locations), message(2, values.map(varint))]));
  }

  /** Builds the bytes, not compressed. */
  finish(period: ValueType, every: number, timeMs: number, durationMs: number): Buffer {
    const periodType = message(11, this.valueType(period));
    const texts = [...this.strings.keys()].map((text) => message(6, [Buffer.from(text)]));
    const times = [field(9, timeMs * 1e6), field(10, durationMs * 1e6), periodType, field(12, every)];
    return Buffer.concat([...this.parts, ...texts, ...times]);
  }

  private valueType({ type, unit }: ValueType): Buffer[] {
    return [field(1, this.text(type)), field(2, this.text(unit))];
  }

  private location(at: StackLine): number {
    const key = `${at.name}\0${at.file}\0${at.startLine}\0${at.line}`;
    const known = this.locations.get(key);
    if (known !== undefined) return known;
    const id = this.locations.size + 1;
    this.locations.set(key, id);
    const line = message(4, [field(1, this.function(at)), field(2, at.line)]);
    this.parts.push(message(4, [field(1, id), line]));
    return id;
  }

  private function({ name, file, startLine }: StackLine): number {
    const key = `${name}\0${file}\0${startLine}`;
    const known = this.functions.get(key);
    if (known !== undefined) return known;
    const id = this.functions.size + 1;
    this.functions.set(key, id);
    const [named, filed] = [this.text(name), this.text(file)];
    const fields = [field(1, id), field(2, named), field(3, named), field(4, filed), field(5, startLine)];
    this.parts.push(message(5, fields));
    return id;
  }

  private text(text: string): number {
    const known = this.strings.get(text);
    if (known !== undefined) return known;
    this.strings.set(text, this.strings.size);
    return this.strings.size - 1;
  }
}

/** A whole number of 0 or more as protobuf writes it. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = Math.round(value);
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

function field(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

function message(number: number, content: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(content);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}
