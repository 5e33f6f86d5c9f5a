import type { ByteRange } from '../model/compact-samples.ts';

/**
 * The changed rows of one object, in short (model/compact-samples.ts), as the store keeps them and hands them to the packing
 * thread. A record: the number of rows (and WHOLE), its length in bytes, the length of its rows in full, and that of the identity
 * labels; then of each row its family, its length and its samples, all as native 32-bit words; then the bytes of the identity
 * labels and of the rows. Records begin at multiples of four.
 */

/**
 * Flag in the first word of a record: families that it does not list have no rows. Without it they stay as they were.
 */
export const WHOLE = 0x80000000;
/** Number of words before the rows of a record. */
export const HEAD_WORDS = 4;
/** Number of words that describe a row. */
export const WORDS_PER_ROW = 3;

/** Returns the range of the identity labels in the record at `at`. */
export function identityOf(words: Uint32Array, at: number): ByteRange {
  const start = at + 4 * (HEAD_WORDS + WORDS_PER_ROW * (words[at >>> 2]! & ~WHOLE));
  return { start, end: start + words[(at >>> 2) + 3]! };
}

/** Receives each family that a record mentions. */
export type OnRow = (family: number, start: number, end: number, samples: number) => void;

/** Reads the record at `at`; returns whether families that it does not list have no rows. */
export function readRecord(words: Uint32Array, at: number, onRow: OnRow): boolean {
  const head = words[at >>> 2]!;
  const count = head & ~WHOLE;
  let word = (at >>> 2) + HEAD_WORDS;
  let start = identityOf(words, at).end;
  for (let i = 0; i < count; i++, word += WORDS_PER_ROW) {
    const end = start + words[word + 1]!;
    onRow(words[word]!, start, end, words[word + 2]!);
    start = end;
  }
  return (head & WHOLE) !== 0;
}
