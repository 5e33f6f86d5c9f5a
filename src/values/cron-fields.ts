/** Sets of small numbers, as bits. */
export type Bits = bigint;

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Ranges of the five fields. Weekday 7 is Sunday too. */
const FIELDS: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 7, names: WEEKDAYS },
];

/** Minute, hour, day of the month, month, day of the week: which values match. */
export interface CronFields {
  readonly minutes: Bits;
  readonly hours: Bits;
  readonly days: Bits;
  readonly months: Bits;
  /** Sunday is 0. */
  readonly weekdays: Bits;
}

/** Space as Go's unicode.IsSpace has it. */
const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** Parses the five fields of a schedule; undefined where they are wrong. A field may be empty and then never matches. */
export function parseCronFields(text: string): CronFields | undefined {
  const texts = text.split(SPACE).filter((field) => field !== '');
  if (texts.length !== FIELDS.length) return undefined;
  const sets: Bits[] = [];
  for (const [i, field] of texts.entries()) {
    const bits = parseField(field, FIELDS[i]!);
    if (bits === undefined) return undefined;
    sets.push(bits);
  }
  const [minutes, hours, days, months, weekdays] = sets as [Bits, Bits, Bits, Bits, Bits];
  const sunday = (weekdays >> 7n) & 1n;
  return { minutes, hours, days, months, weekdays: (weekdays & 127n) | sunday };
}

/** Returns whether a set has a number. */
export function hasBit(bits: Bits, value: number): boolean {
  return ((bits >> BigInt(value)) & 1n) === 1n;
}

function parseField(text: string, bounds: Bounds): Bits | undefined {
  let bits = 0n;
  for (const part of text.split(',')) {
    if (part === '') continue;
    const range = parseRange(part, bounds);
    if (range === undefined) return undefined;
    bits |= range;
  }
  return bits;
}

/** `*`, `5`, `1-5`, each with or without `/step`. A range may wrap around: 22-2. `5/10` is from 5 to the end. */
function parseRange(text: string, bounds: Bounds): Bits | undefined {
  const [range = '', stepText, ...more] = text.split('/');
  const step = stepText === undefined ? 1 : parseNumber(stepText);
  if (more.length > 0 || step === undefined || step === 0) return undefined;
  const ends = parseEnds(range, stepText !== undefined, bounds);
  if (!ends) return undefined;
  const [start, end] = ends;
  if (start < bounds.min || end > bounds.max) return undefined;
  const around = bounds.max - bounds.min + 1;
  // The end of a range that wraps lies one round on.
  const last = start > end ? end + around : end;
  const size = last - start + 1;
  // A step that leads out of the range at once is taken for an error; a start beyond the field just gives no values.
  if (step > 1 && size >= 0 && step >= size) return undefined;
  let bits = 0n;
  for (let value = start; value <= last; value += step) {
    bits |= 1n << BigInt(value > bounds.max ? ((value - bounds.min) % around) + bounds.min : value);
  }
  return bits;
}

function parseEnds(text: string, stepped: boolean, bounds: Bounds): readonly [number, number] | undefined {
  const [startText = '', endText, ...more] = text.split('-');
  if (startText === '*' || startText === '?') return [bounds.min, bounds.max];
  const start = parseValue(startText, bounds);
  if (start === undefined || more.length > 0) return undefined;
  if (endText === undefined) return [start, stepped ? bounds.max : start];
  const end = parseValue(endText, bounds);
  return end === undefined ? undefined : [start, end];
}

function parseValue(text: string, { min, names }: Bounds): number | undefined {
  const index = names ? names.indexOf(text.toLowerCase()) : -1;
  return index < 0 ? parseNumber(text) : index + min;
}

function parseNumber(text: string): number | undefined {
  return /^\+?\d{1,18}$/.test(text) ? Number(text) : undefined;
}
