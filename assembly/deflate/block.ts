import {
  baseOfEntry,
  CODE_LENGTH_SYMBOLS,
  codeLengthAt,
  DISTANCE_SYMBOLS,
  distanceBase,
  distanceExtra,
  distanceSymbol,
  END_OF_BLOCK,
  extraOfEntry,
  LITLEN_SYMBOLS,
  lengthEntry,
  symbolOfEntry,
} from './alphabets';
import { count, out, putBits, setBits, waiting } from './bits';
import { assignCodes, codeLengths } from './codes';
import { distanceFrequencies, endSequences, firstSequence, lastSequence, litlenFrequencies } from './sequences';

/** Four literals and what waits of the byte before fit into 64 bits. */
const MOST_LITLEN_BITS: u32 = 14;
/** A match with its extra bits does too, with this. */
const MOST_DISTANCE_BITS: u32 = 12;
const MOST_CODE_LENGTH_BITS: u32 = 7;

/** Symbols of code lengths: the last one again, few zeros, many zeros. */
const AGAIN: u32 = 16;
const ZEROS: u32 = 17;
const MANY_ZEROS: u32 = 18;

/** Headers of blocks, without the bit that would make them the last one. */
const FIXED: u32 = 1 << 1;
const DYNAMIC: u32 = 2 << 1;

/** Of literals and lengths, then of distances, end to end as a block says them. */
const lengths = memory.data(288 + 32);
const litlenCodes = memory.data(4 * 288);
const distanceCodes = memory.data(4 * 32);
const runs = memory.data(2 * (288 + 32));
const runFrequencies = memory.data(4 * 20);
const runLengths = memory.data(20);
const runCodes = memory.data(4 * 20);
let runCount: u32 = 0;

/** Writes the block of the sequences, whose text begins at `text`. */
export function putBlock(text: usize): void {
  endSequences();
  codeLengths(litlenFrequencies, LITLEN_SYMBOLS, lengths, MOST_LITLEN_BITS);
  let litlens = LITLEN_SYMBOLS;
  while (load<u8>(lengths + litlens - 1) === 0) litlens--;
  codeLengths(distanceFrequencies, DISTANCE_SYMBOLS, lengths + litlens, MOST_DISTANCE_BITS);
  let distances = DISTANCE_SYMBOLS;
  while (distances > 1 && load<u8>(lengths + litlens + distances - 1) === 0) distances--;
  findRuns(litlens + distances);
  let runSymbols = CODE_LENGTH_SYMBOLS;
  while (runSymbols > 4 && load<u8>(runLengths + codeLengthAt(runSymbols - 1)) === 0) runSymbols--;
  const own: u32 =
    14 +
    3 * runSymbols +
    runBits() +
    bitsOf(litlenFrequencies, litlens, lengths) +
    bitsOf(distanceFrequencies, distances, lengths + litlens);
  if (own <= fixedBits()) {
    putCodes(litlens, distances, runSymbols);
    assignCodes(lengths, litlens, litlenCodes);
    assignCodes(lengths + litlens, distances, distanceCodes);
  } else {
    putBits(FIXED, 3);
    for (let s: u32 = 0; s < 288; s++) store<u8>(lengths + s, <u8>fixedLength(s));
    memory.fill(lengths + 288, 5, DISTANCE_SYMBOLS);
    assignCodes(lengths, 288, litlenCodes);
    assignCodes(lengths + 288, DISTANCE_SYMBOLS, distanceCodes);
  }
  putSequences(text);
}

/** Of the code that needs no description (RFC 1951, section 3.2.6). */
function fixedLength(symbol: u32): u32 {
  return symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;
}

/** How many bits the symbols take, extra bits left out: the same with either code. */
function bitsOf(frequencies: usize, symbols: u32, bits: usize): u32 {
  let sum: u32 = 0;
  for (let s: u32 = 0; s < symbols; s++) sum += load<u32>(frequencies + (s << 2)) * <u32>load<u8>(bits + s);
  return sum;
}

function fixedBits(): u32 {
  let sum: u32 = 0;
  for (let s: u32 = 0; s < LITLEN_SYMBOLS; s++) sum += load<u32>(litlenFrequencies + (s << 2)) * fixedLength(s);
  for (let s: u32 = 0; s < DISTANCE_SYMBOLS; s++) sum += load<u32>(distanceFrequencies + (s << 2)) * 5;
  return sum;
}

/** Puts the code lengths together as runs, and makes a code for those. */
function findRuns(total: u32): void {
  runCount = 0;
  memory.fill(runFrequencies, 0, 4 * CODE_LENGTH_SYMBOLS);
  for (let i: u32 = 0; i < total; ) {
    const length: u32 = load<u8>(lengths + i);
    let run: u32 = 1;
    while (i + run < total && load<u8>(lengths + i + run) === length) run++;
    i += run;
    if (length === 0) {
      while (run >= 11) run -= addRun(MANY_ZEROS, run, 11, 138);
      if (run >= 3) run -= addRun(ZEROS, run, 3, 10);
    } else {
      run -= addRun(length, 1, 1, 1);
      while (run >= 3) run -= addRun(AGAIN, run, 3, 6);
    }
    while (run > 0) run -= addRun(length, 1, 1, 1);
  }
  codeLengths(runFrequencies, CODE_LENGTH_SYMBOLS, runLengths, MOST_CODE_LENGTH_BITS);
  assignCodes(runLengths, CODE_LENGTH_SYMBOLS, runCodes);
}

/** Adds a run of at most `most`; returns how long it is. */
function addRun(symbol: u32, run: u32, least: u32, most: u32): u32 {
  const taken = min(run, most);
  store<u16>(runs + (runCount << 1), <u16>(symbol | ((taken - least) << 5)));
  runCount++;
  const place = runFrequencies + (symbol << 2);
  store<u32>(place, load<u32>(place) + 1);
  return taken;
}

function runExtra(symbol: u32): u32 {
  return symbol === AGAIN ? 2 : symbol === ZEROS ? 3 : symbol === MANY_ZEROS ? 7 : 0;
}

function runBits(): u32 {
  let sum: u32 = 0;
  for (let s: u32 = 0; s < CODE_LENGTH_SYMBOLS; s++) {
    sum += load<u32>(runFrequencies + (s << 2)) * (<u32>load<u8>(runLengths + s) + runExtra(s));
  }
  return sum;
}

/** The head of a block with codes of its own (RFC 1951, section 3.2.7). */
function putCodes(litlens: u32, distances: u32, runSymbols: u32): void {
  putBits(DYNAMIC, 3);
  putBits((litlens - 257) | ((distances - 1) << 5) | ((runSymbols - 4) << 10), 14);
  for (let i: u32 = 0; i < runSymbols; i++) putBits(load<u8>(runLengths + codeLengthAt(i)), 3);
  for (let i: u32 = 0; i < runCount; i++) {
    const run: u32 = load<u16>(runs + (i << 1));
    const symbol = run & 31;
    const code = load<u32>(runCodes + (symbol << 2));
    const bits = code >> 16;
    putBits((code & 0xffff) | ((run >> 5) << bits), bits + runExtra(symbol));
  }
}

/** A third of all time: what is written is kept in local variables. */
function putSequences(text: usize): void {
  let p = text;
  let to = out;
  let bits = waiting;
  let n = count;
  for (let sequence = firstSequence; sequence < lastSequence; sequence += 8) {
    const end = p + load<u32>(sequence);
    for (; p + 4 <= end; p += 4) {
      const four = load<u32>(p);
      const a = load<u32>(litlenCodes + ((four & 255) << 2));
      const b = load<u32>(litlenCodes + (((four >> 8) & 255) << 2));
      const c = load<u32>(litlenCodes + (((four >> 16) & 255) << 2));
      const d = load<u32>(litlenCodes + ((four >> 24) << 2));
      bits |= (<u64>(a & 0xffff)) << n;
      n += a >> 16;
      bits |= (<u64>(b & 0xffff)) << n;
      n += b >> 16;
      bits |= (<u64>(c & 0xffff)) << n;
      n += c >> 16;
      bits |= (<u64>(d & 0xffff)) << n;
      n += d >> 16;
      store<u64>(to, bits);
      to += n >> 3;
      bits >>= <u64>(n & 56);
      n &= 7;
    }
    // Three literals at most.
    for (; p < end; p++) {
      const code = load<u32>(litlenCodes + ((<u32>load<u8>(p)) << 2));
      bits |= (<u64>(code & 0xffff)) << n;
      n += code >> 16;
    }
    store<u64>(to, bits);
    to += n >> 3;
    bits >>= <u64>(n & 56);
    n &= 7;
    const length: u32 = load<u16>(sequence, 4);
    if (length === 0) continue;
    const distance: u32 = load<u16>(sequence, 6);
    const entry = lengthEntry(length);
    const lengthCode = load<u32>(litlenCodes + (symbolOfEntry(entry) << 2));
    bits |= (<u64>(lengthCode & 0xffff)) << n;
    n += lengthCode >> 16;
    bits |= (<u64>(length - baseOfEntry(entry))) << n;
    n += extraOfEntry(entry);
    const symbol = distanceSymbol(distance);
    const distanceCode = load<u32>(distanceCodes + (symbol << 2));
    bits |= (<u64>(distanceCode & 0xffff)) << n;
    n += distanceCode >> 16;
    bits |= (<u64>(distance - distanceBase(symbol))) << n;
    n += distanceExtra(symbol);
    store<u64>(to, bits);
    to += n >> 3;
    bits >>= <u64>(n & 56);
    n &= 7;
    p += length;
  }
  setBits(to, bits, n);
  const end = load<u32>(litlenCodes + (END_OF_BLOCK << 2));
  putBits(end & 0xffff, end >> 16);
}
