const FORM = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/;
const PART = /(\d*\.?\d*)(ns|us|µs|μs|ms|s|m|h)/g;

/** Sizes of the units in seconds. */
const SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** Sizes of the units in milliseconds; whole numbers of milliseconds stay whole. */
const MILLISECONDS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1e3,
  m: 6e4,
  h: 3.6e6,
};

/** Go keeps durations as nanoseconds in 64 bits. */
const MAX_SECONDS = 2 ** 63 / 1e9;

/**
 * Parses the seconds of a duration such as `1h30m` or `1.5s` (https://pkg.go.dev/time#ParseDuration); undefined if
 * malformed.
 */
export function parseDurationSeconds(text: string): number | undefined {
  return parse(text, SECONDS, MAX_SECONDS);
}

/** Parses the milliseconds of such a duration; undefined if malformed. */
export function parseDurationMs(text: string): number | undefined {
  return parse(text, MILLISECONDS, MAX_SECONDS * 1e3);
}

function parse(text: string, units: Readonly<Record<string, number>>, limit: number): number | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [, sign, parts = ''] = match;
  let sum = 0;
  for (const [, number, unit] of parts.matchAll(PART)) sum += Number(number) * units[unit!]!;
  if (sum >= limit) return undefined;
  return sign === '-' ? -sum : sum;
}
