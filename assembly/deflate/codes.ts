/** Prefix codes: lengths from frequencies, and the codes that deflate gives to lengths (RFC 1951, section 3.2.2). */

const MOST_BITS: u32 = 15;
const BUCKETS: u32 = 256;

const sorted = memory.data(4 * 288);
const spare = memory.data(4 * 288);
const nodes = memory.data(4 * 288);
const buckets = memory.data(4 * 256);

function at(array: usize, i: u32): u32 {
  return load<u32>(array + (i << 2));
}

function put(array: usize, i: u32, value: u32): void {
  store<u32>(array + (i << 2), value);
}

/**
 * Writes the lengths in bits, a byte each, of an optimal code for `frequencies` (u32 each, below 65,536) with no code longer
 * than `limit`: 0 for symbols that do not occur. A code of one symbol has a length of 1.
 */
export function codeLengths(frequencies: usize, symbols: u32, lengths: usize, limit: u32): void {
  memory.fill(lengths, 0, symbols);
  let used: u32 = 0;
  for (let s: u32 = 0; s < symbols; s++) {
    const frequency = at(frequencies, s);
    if (frequency === 0) continue;
    put(sorted, used, (frequency << 9) | s);
    used++;
  }
  if (used === 0) return;
  if (used === 1) {
    store<u8>(lengths + (at(sorted, 0) & 511), 1);
    return;
  }
  sortByByte(sorted, spare, used, 9);
  sortByByte(spare, sorted, used, 17);
  const deepest = countDepths(used, limit);
  if (deepest > limit) enforceLimit(limit);
  // The longest codes go to the rarest symbols, which come first.
  let i: u32 = 0;
  for (let bits = limit; bits > 0; bits--) {
    for (let n = at(buckets, bits); n > 0; n--, i++) store<u8>(lengths + (at(sorted, i) & 511), <u8>bits);
  }
}

/** One pass of a stable radix sort, by the byte at `shift`. */
function sortByByte(from: usize, to: usize, n: u32, shift: u32): void {
  memory.fill(buckets, 0, 4 * BUCKETS);
  for (let i: u32 = 0; i < n; i++) {
    const b = (at(from, i) >> shift) & 255;
    put(buckets, b, at(buckets, b) + 1);
  }
  let sum: u32 = 0;
  for (let b: u32 = 0; b < BUCKETS; b++) {
    const size = at(buckets, b);
    put(buckets, b, sum);
    sum += size;
  }
  for (let i: u32 = 0; i < n; i++) {
    const item = at(from, i);
    const b = (item >> shift) & 255;
    const place = at(buckets, b);
    put(buckets, b, place + 1);
    put(to, place, item);
  }
}

/**
 * Leaves in `buckets` how many of the `n` sorted symbols have each depth in a Huffman tree, those deeper than `limit` at the
 * limit; returns the greatest depth. In place: A. Moffat, J. Katajainen, "In-place calculation of minimum-redundancy codes" (1995).
 */
function countDepths(n: u32, limit: u32): u32 {
  for (let i: u32 = 0; i < n; i++) put(nodes, i, at(sorted, i) >> 9);
  // Weights of inner nodes take the places of leaves already joined; a node that is joined holds its parent's place.
  let leaf: u32 = 0;
  let root: u32 = 0;
  for (let next: u32 = 0; next < n - 1; next++) {
    let weight: u32 = 0;
    for (let child = 0; child < 2; child++) {
      if (leaf >= n || (root < next && at(nodes, root) < at(nodes, leaf))) {
        weight += at(nodes, root);
        put(nodes, root, next);
        root++;
      } else {
        weight += at(nodes, leaf);
        leaf++;
      }
    }
    put(nodes, next, weight);
  }
  put(nodes, n - 2, 0);
  for (let i = <i32>n - 3; i >= 0; i--) put(nodes, i, at(nodes, at(nodes, i)) + 1);
  memory.fill(buckets, 0, 4 * (MOST_BITS + 1));
  let free: u32 = 1;
  let depth: u32 = 0;
  let inner = <i32>n - 2;
  while (free > 0) {
    let innerHere: u32 = 0;
    for (; inner >= 0 && at(nodes, inner) === depth; inner--) innerHere++;
    const leaves = free - innerHere;
    const bits = min(depth, limit);
    put(buckets, bits, at(buckets, bits) + leaves);
    free = 2 * innerHere;
    depth++;
  }
  return depth - 1;
}

/** Makes a full code of too short a one: gives each code too many at the limit a place beside a shorter one. */
function enforceLimit(limit: u32): void {
  let total: u32 = 0;
  for (let bits: u32 = 1; bits <= limit; bits++) total += at(buckets, bits) << (limit - bits);
  for (; total > 1 << limit; total--) {
    put(buckets, limit, at(buckets, limit) - 1);
    let bits = limit - 1;
    while (at(buckets, bits) === 0) bits--;
    put(buckets, bits, at(buckets, bits) - 1);
    put(buckets, bits + 1, at(buckets, bits + 1) + 2);
  }
}

/** Writes the codes of these lengths as they are sent, lowest bit first: code | length << 16, 0 for a length of 0. */
export function assignCodes(lengths: usize, symbols: u32, codes: usize): void {
  const counts = buckets;
  const next = buckets + 4 * (MOST_BITS + 1);
  memory.fill(counts, 0, 4 * (MOST_BITS + 1));
  for (let s: u32 = 0; s < symbols; s++) {
    const bits: u32 = load<u8>(lengths + s);
    put(counts, bits, at(counts, bits) + 1);
  }
  put(counts, 0, 0);
  let code: u32 = 0;
  for (let bits: u32 = 1; bits <= MOST_BITS; bits++) {
    code = (code + at(counts, bits - 1)) << 1;
    put(next, bits, code);
  }
  for (let s: u32 = 0; s < symbols; s++) {
    const bits: u32 = load<u8>(lengths + s);
    if (bits === 0) {
      put(codes, s, 0);
      continue;
    }
    const own = at(next, bits);
    put(next, bits, own + 1);
    put(codes, s, reverse(own, bits) | (bits << 16));
  }
}

function reverse(code: u32, bits: u32): u32 {
  let c = ((code & 0x5555) << 1) | ((code >> 1) & 0x5555);
  c = ((c & 0x3333) << 2) | ((c >> 2) & 0x3333);
  c = ((c & 0x0f0f) << 4) | ((c >> 4) & 0x0f0f);
  c = ((c & 0x00ff) << 8) | ((c >> 8) & 0x00ff);
  return c >> (16 - bits);
}
