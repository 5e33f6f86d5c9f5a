/** A profile of pprof, as far as tests look at it. */
export interface ReadPprof {
  readonly types: readonly string[];
  /** Stacks of `name file:line`, the innermost function first. */
  readonly samples: readonly { readonly stack: readonly string[]; readonly values: readonly number[] }[];
  readonly timeNanos: number;
  readonly durationNanos: number;
}

type Fields = ReadonlyMap<number, readonly (number | Buffer)[]>;

/** Reads a profile that is not compressed. */
export function readPprof(bytes: Buffer): ReadPprof {
  const profile = fieldsOf(bytes);
  const parts = (number: number): Fields[] => (profile.get(number) ?? []).map((each) => fieldsOf(each as Buffer));
  const texts = (profile.get(6) ?? []).map(String);
  const text = (fields: Fields, number: number): string => texts[one(fields, number)]!;
  const functions = new Map(parts(5).map((fields) => [one(fields, 1), fields]));
  const locations = new Map(parts(4).map((fields) => [one(fields, 1), fieldsOf(fields.get(4)![0] as Buffer)]));
  const place = (id: number): string => {
    const line = locations.get(id)!;
    const of = functions.get(one(line, 1))!;
    return `${text(of, 2)} ${text(of, 4)}:${one(line, 2)}`;
  };
  return {
    types: parts(1).map((type) => `${text(type, 1)}/${text(type, 2)}`),
    samples: parts(2).map((sample) => ({
      stack: packed(sample, 1).map(place),
      values: packed(sample, 2),
    })),
    timeNanos: one(profile, 9),
    durationNanos: one(profile, 10),
  };
}

const one = (fields: Fields, number: number): number => (fields.get(number)?.[0] as number | undefined) ?? 0;

function packed(fields: Fields, number: number): number[] {
  const bytes = fields.get(number)![0] as Buffer;
  const values: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [value, next] = varint(bytes, at);
    values.push(value);
    at = next;
  }
  return values;
}

function fieldsOf(bytes: Buffer): Fields {
  const fields = new Map<number, (number | Buffer)[]>();
  for (let at = 0; at < bytes.length; ) {
    const [key, after] = varint(bytes, at);
    const [value, next] = varint(bytes, after);
    const isBytes = key % 8 === 2;
    const values = fields.get(Math.floor(key / 8)) ?? [];
    fields.set(Math.floor(key / 8), [...values, isBytes ? bytes.subarray(next, next + value) : value]);
    at = isBytes ? next + value : next;
  }
  return fields;
}

function varint(bytes: Buffer, start: number): [value: number, next: number] {
  let value = 0;
  for (let at = start, scale = 1; ; at++, scale *= 128) {
    value += (bytes[at]! & 127) * scale;
    if (bytes[at]! < 128) return [value, at + 1];
  }
}
