/** Whether a version is older than another: they may be compared as numbers where both are (KEP-5504). */
export function isOlder(a: string, b: string): boolean {
  return /^\d+$/.test(a) && /^\d+$/.test(b) && (a.length < b.length || (a.length === b.length && a < b));
}
