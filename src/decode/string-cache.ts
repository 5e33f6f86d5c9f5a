/** Strings up to this size are looked up; longer ones, as container IDs, seldom come again. */
const MAX_BYTES = 40;
/** A power of two. */
const PLACES = 8_192;

const known = new Array<string>(PLACES).fill('');
/** The UTF-8 of the strings, MAX_BYTES for each place, and its length: comparing it takes less time than characters would. */
const bytesOf = new Uint8Array(PLACES * MAX_BYTES);
const sizes = new Uint8Array(PLACES);

/**
 * Returns the string of UTF-8 bytes. Objects of a cluster repeat names of nodes, images and states: a string that was
 * read before costs a comparison and no memory. Each slot of the table holds the string that was read last.
 */
export function stringOf(bytes: Buffer, start: number, end: number): string {
  const size = end - start;
  if (size > MAX_BYTES || size === 0) return bytes.toString('utf8', start, end);
  let hash = Math.imul(size ^ (bytes[start]! << 8), 0x9e3779b1) ^ bytes[end - 1]!;
  hash = Math.imul(hash ^ (bytes[start + (size >>> 1)]! << 8), 0x85ebca6b) ^ bytes[start + (size >>> 2)]!;
  hash = Math.imul(hash ^ (bytes[start + ((size * 3) >>> 2)]! << 8), 0xc2b2ae35) ^ bytes[end - (size > 1 ? 2 : 1)]!;
  const place = (hash ^ (hash >>> 15)) & (PLACES - 1);
  const from = place * MAX_BYTES;
  if (sizes[place] === size) {
    let i = 0;
    while (i < size && bytesOf[from + i] === bytes[start + i]) i++;
    if (i === size) return known[place]!;
  }
  const text = bytes.toString('utf8', start, end);
  known[place] = text;
  sizes[place] = size;
  for (let i = 0; i < size; i++) bytesOf[from + i] = bytes[start + i]!;
  return text;
}
