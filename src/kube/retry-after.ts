/**
 * Parses a Retry-After header to milliseconds from now: seconds or a date (RFC 9110, section 10.2.3). Undefined if it
 * is neither. The caller bounds the result.
 */
export function parseRetryAfter(text: string, nowUnixMs: number): number | undefined {
  if (/^\s*-?\d+(\.\d+)?\s*$/.test(text)) return Math.max(0, Number(text) * 1000);
  const at = text === '' ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowUnixMs);
}
