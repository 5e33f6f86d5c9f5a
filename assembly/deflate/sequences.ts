import {
  DISTANCE_SYMBOLS,
  distanceSymbol,
  END_OF_BLOCK,
  LEAST_LENGTH,
  LITERALS,
  LITLEN_SYMBOLS,
  lengthEntry,
  MOST_LENGTH,
  symbolOfEntry,
} from './alphabets';

/**
 * What a block is made of, in order: so many literals (u32), then a match of this length (u16) at this distance (u16), eight
 * bytes each; a length of 0 is no match. With them the frequencies of all symbols.
 */

/** A block covers little more text than this, so that frequencies stay below 65,536. */
export const BLOCK_BYTES: usize = 48 * 1024;

/** Matches are of four bytes at least, and the last one of a block may be of BLOCK_BYTES, in parts. */
const sequences = memory.data(8 * ((48 * 1024) / 4 + (48 * 1024) / 258 + 8));
export const litlenFrequencies = memory.data(4 * 288);
/** Of every other literal: one counter would wait for its last increment, as the same digits come again and again. */
const otherFrequencies = memory.data(4 * 256);
export const distanceFrequencies = memory.data(4 * 32);

export const firstSequence: usize = sequences;
export let lastSequence: usize = sequences;

export function beginSequences(): void {
  lastSequence = sequences;
  memory.fill(litlenFrequencies, 0, 4 * LITLEN_SYMBOLS);
  memory.fill(otherFrequencies, 0, 4 * LITERALS);
  memory.fill(distanceFrequencies, 0, 4 * DISTANCE_SYMBOLS);
}

/** Completes the frequencies. */
export function endSequences(): void {
  for (let i: usize = 0; i < 4 * LITERALS; i += 16) {
    v128.store(litlenFrequencies + i, i32x4.add(v128.load(litlenFrequencies + i), v128.load(otherFrequencies + i)));
  }
  count(litlenFrequencies, END_OF_BLOCK);
}

/** Literals from `from` to `to`, then a match, or none where `length` is 0. */
export function addSequence(from: usize, to: usize, length: u32, distance: u32): void {
  countLiterals(from, to);
  let literals = <u32>(to - from);
  let rest = length;
  // No part may be shorter than the shortest match.
  while (rest > MOST_LENGTH) {
    const part = rest - MOST_LENGTH < LEAST_LENGTH ? MOST_LENGTH - LEAST_LENGTH : MOST_LENGTH;
    add(literals, part, distance);
    literals = 0;
    rest -= part;
  }
  add(literals, rest, distance);
}

function add(literals: u32, length: u32, distance: u32): void {
  store<u32>(lastSequence, literals);
  store<u16>(lastSequence, <u16>length, 4);
  store<u16>(lastSequence, <u16>distance, 6);
  lastSequence += 8;
  if (length === 0) return;
  count(litlenFrequencies, symbolOfEntry(lengthEntry(length)));
  count(distanceFrequencies, distanceSymbol(distance));
}

function countLiterals(from: usize, to: usize): void {
  let p = from;
  for (; p + 2 <= to; p += 2) {
    count(litlenFrequencies, load<u8>(p));
    count(otherFrequencies, load<u8>(p, 1));
  }
  if (p < to) count(litlenFrequencies, load<u8>(p));
}

function count(frequencies: usize, symbol: u32): void {
  const place = frequencies + (symbol << 2);
  store<u32>(place, load<u32>(place) + 1);
}
