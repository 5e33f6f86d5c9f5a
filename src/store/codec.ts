import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { crc32Shift } from '../base/crc32.ts';
import type { Encoding, FamilyView, StoredText } from '../model/view.ts';

/**
 * Level 1: the next ones gain little on exposition text and take twice the time (design D3). A full flush ends a piece at a
 * byte and forgets what was before it, so that pieces can be joined in any order.
 */
const DEFLATE = {
  level: constants.Z_BEST_SPEED,
  finishFlush: constants.Z_FULL_FLUSH,
  // What repeats is in the rows just before: a small window and table are faster and compress no worse (bench/micro).
  windowBits: 13,
  memLevel: 7,
} as const;
const INFLATE = { finishFlush: constants.Z_SYNC_FLUSH } as const;

/** One piece of text at rest. The bytes of the result are new, but for raw ones: those are the text's. */
export interface Coded {
  readonly bytes: Uint8Array;
  readonly crc: number;
}

export function encodeText(text: Uint8Array, encoding: Encoding): Coded {
  if (encoding === 'raw') return { bytes: text, crc: 0 };
  return { bytes: deflateRawSync(text, DEFLATE), crc: crc32(text) };
}

/** The text of pieces end to end, whose texts are `rawBytes` long together. */
export function decodePieces(pieces: Uint8Array, rawBytes: number, encoding: Encoding): Uint8Array {
  if (encoding === 'raw') return pieces;
  // With room for all of it, it is inflated in one go.
  const text = inflateRawSync(pieces, { ...INFLATE, chunkSize: Math.max(rawBytes + 1, constants.Z_MIN_CHUNK) });
  if (text.length !== rawBytes) throw new Error(`BUG: ${rawBytes} bytes of text at rest became ${text.length}`);
  return text;
}

/** A family as scrapes show it, from its comment lines. */
export function familyView(name: string, headerText: string): FamilyView {
  const header = Buffer.from(headerText);
  return { name, header, deflated: storedText(header) };
}

function storedText(text: Uint8Array): StoredText {
  const { bytes, crc } = encodeText(text, 'deflate');
  return { bytes, rawBytes: text.length, crc, shift: crc32Shift(text.length) };
}
