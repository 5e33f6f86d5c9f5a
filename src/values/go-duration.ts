/** Seconds of the units of a duration. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};
const FORM = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/;
const PART = /(\d*\.?\d*)(ns|us|µs|μs|ms|s|m|h)/g;
/** Go keeps durations as nanoseconds in 64 bits. */
const MAX_SECONDS = 2 ** 63 / 1e9;

/**
 * Parses a duration such as `1h30m` or `1.5s` to seconds (https://pkg.go.dev/time#ParseDuration); undefined if
 * malformed.
 */
export function parseDurationSeconds(text: string): number | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [, sign, parts = ''] = match;
  let seconds = 0;
  for (const [, number, unit] of parts.matchAll(PART)) seconds += Number(number) * UNITS[unit!]!;
  if (seconds >= MAX_SECONDS) return undefined;
  return sign === '-' ? -seconds : seconds;
}
