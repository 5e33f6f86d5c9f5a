/** Strings up to this size are looked up; longer ones, as container IDs, seldom come again. */
const MOST_BYTES = 40;
/** A power of two. */
const PLACES = 8_192;

const known = new Array<string>(PLACES).fill('');

/**
 * The string that UTF-8 bytes stand for. Objects of a cluster say the same again and again, names of nodes, images, states:
 * what was read before costs a comparison and no memory. A place in the table has the string that was there last.
 */
export function stringOf(bytes: Buffer, start: number, end: number): string {
  const size = end - start;
  if (size > MOST_BYTES || size === 0) return bytes.toString('utf8', start, end);
  let hash = Math.imul(size ^ (bytes[start]! << 8), 0x9e3779b1) ^ bytes[end - 1]!;
  hash = Math.imul(hash ^ (bytes[start + (size >>> 1)]! << 8), 0x85ebca6b) ^ bytes[start + (size >>> 2)]!;
  hash = Math.imul(hash ^ (bytes[start + ((size * 3) >>> 2)]! << 8), 0xc2b2ae35) ^ bytes[end - (size > 1 ? 2 : 1)]!;
  const place = (hash ^ (hash >>> 15)) & (PLACES - 1);
  const candidate = known[place]!;
  if (candidate.length === size) {
    let i = 0;
    // A character beyond ASCII is more than one byte, or none that it equals.
    while (i < size && candidate.charCodeAt(i) === bytes[start + i]) i++;
    if (i === size) return candidate;
  }
  const text = bytes.toString('utf8', start, end);
  known[place] = text;
  return text;
}
