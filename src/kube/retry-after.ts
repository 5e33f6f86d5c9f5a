/**
 * What a Retry-After says, in milliseconds from now: seconds or a date (RFC 9110, section 10.2.3). Undefined where it says
 * neither. Whatever number it is: who waits bounds it.
 */
export function parseRetryAfter(text: string, nowUnixMs: number): number | undefined {
  if (/^\s*-?\d+(\.\d+)?\s*$/.test(text)) return Math.max(0, Number(text) * 1000);
  const at = text === '' ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowUnixMs);
}
