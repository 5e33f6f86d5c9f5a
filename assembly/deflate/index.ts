import { beginBits, out, putFlush } from './bits';
import { putBlock } from './block';
import { addSequence, BLOCK_BYTES, beginSequences } from './sequences';

/**
 * Deflate (RFC 1951) for exposition text. Rows of a family differ from the row before in a few values: a match is looked for at
 * the distance of the last one or the one before that first; where a value differs, the place at which the rows agree
 * again is found 64 bytes at a time; only what is left is looked up by a hash of its next four bytes.
 */

/** Farther matches take more bits than they are worth, as most of what repeats is a row or an object away. */
const MOST_DISTANCE: usize = 8 * 1024;
const LEAST_MATCH: usize = 4;
/** Shorter matches are chance, and say nothing of where the row is that this one is like. */
const LEAST_ROW_MATCH: usize = 8;
/** Bytes that are compared at once where rows are to agree again. */
const LOOK_AHEAD: usize = 64;

const HASH_BITS: u32 = 12;
/** The last place at which text with a hash began. */
const places = memory.data(4 << 12);

/**
 * Writes what `text[0, size)` is deflated to at `to`, ended by a full flush; returns how long it is. Up to 8 bytes behind it are
 * overwritten. The same text always gives the same bytes.
 */
export function deflate(text: usize, size: u32, to: usize): u32 {
  beginBits(to);
  beginSequences();
  memory.fill(places, 0, 4 << HASH_BITS);
  const end = text + size;
  // Words are read whole.
  const lastStart = size > 8 ? end - 8 : text;
  let blockStart = text;
  let blockEnd = text + BLOCK_BYTES;
  let literals = text;
  let p = text;
  // Distances of the last two matches that differ, and up to where rows do not agree at the first.
  let near: usize = 0;
  let other: usize = 0;
  let apart: usize = 0;
  while (p < lastStart) {
    if (p >= blockEnd) {
      if (literals < p) addSequence(literals, p, 0, 0);
      putBlock(blockStart);
      beginSequences();
      blockStart = literals = p;
      blockEnd = p + BLOCK_BYTES;
    }
    const word = load<u32>(p);
    const place = places + (((word * 0x9e3779b1) >> (32 - HASH_BITS)) << 2);
    let from = p - near;
    if (near === 0 || load<u32>(from) !== word) {
      from = p - other;
      if (other === 0 || load<u32>(from) !== word) {
        from = load<u32>(place);
        if (from < text || p - from > MOST_DISTANCE || load<u32>(from) !== word) {
          store<u32>(place, <u32>p);
          p++;
          if (near === 0 || p < apart || p + LOOK_AHEAD > end) continue;
          const again = agreement(p, p - near);
          if (again < 0) apart = p + LOOK_AHEAD - LEAST_MATCH;
          else p += again;
          continue;
        }
      }
    }
    store<u32>(place, <u32>p);
    const stop = min(end, p + BLOCK_BYTES);
    let length = LEAST_MATCH + sameBytes(p + LEAST_MATCH, from + LEAST_MATCH, stop);
    while (p > literals && from > text && load<u8>(p - 1) === load<u8>(from - 1)) {
      p--;
      from--;
      length++;
    }
    const distance = p - from;
    addSequence(literals, p, <u32>length, <u32>distance);
    if (distance !== near && length >= LEAST_ROW_MATCH) {
      other = near;
      near = distance;
    }
    p += length;
    literals = p;
    apart = 0;
  }
  if (literals < end) addSequence(literals, end, 0, 0);
  putBlock(blockStart);
  putFlush();
  return <u32>(out - to);
}

/** How many bytes from `a` and `b` on are the same, `a` staying below `end`. */
function sameBytes(a: usize, b: usize, end: usize): usize {
  const start = a;
  for (; a + 16 <= end; a += 16, b += 16) {
    const differ = <u32>i8x16.bitmask(i8x16.ne(v128.load(a), v128.load(b)));
    if (differ !== 0) return a - start + ctz(differ);
  }
  while (a < end && load<u8>(a) === load<u8>(b)) {
    a++;
    b++;
  }
  return a - start;
}

/** After how many bytes LEAST_MATCH bytes at `a` and `b` are the same, within LOOK_AHEAD; -1 for none. */
function agreement(a: usize, b: usize): isize {
  const same =
    equal16(a, b) | (equal16(a + 16, b + 16) << 16) | (equal16(a + 32, b + 32) << 32) | (equal16(a + 48, b + 48) << 48);
  const pairs = same & (same >> 1);
  const fours = pairs & (pairs >> 2);
  return fours === 0 ? -1 : <isize>ctz(fours);
}

function equal16(a: usize, b: usize): u64 {
  return <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b))));
}
