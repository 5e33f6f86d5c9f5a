import { constants, crc32, deflateRawSync } from 'node:zlib';
import { crc32Shift } from '../base/crc32.ts';
import { openInflater } from '../base/inflater.ts';
import type { BlockView, StoredText } from '../model/view.ts';

/** Memory for converted segments: a few of the largest that are common. */
const KEPT_BYTES = 4 * 1024 * 1024;

interface Kept {
  /** Weak, as a block holds the memory of its store. */
  readonly block: WeakRef<BlockView>;
  readonly family: number;
  readonly text: StoredText;
}

const inflate = openInflater();
/** The latest last. Blocks are not changed, so what was made of one holds for as long as somebody has it. */
const kept: Kept[] = [];

/** Writes the text of a deflated segment to `into` at `at`, which must have room for it. */
export function inflateInto(block: BlockView, family: number, into: Buffer, at: number): void {
  const start = block.starts[family]!;
  const raw = block.rawBytes[family]!;
  const got = inflate(block.bytes, start, block.ends[family]! - start, into, at, raw);
  if (got !== raw) throw new Error(`BUG: ${raw} bytes of text at rest became ${got}`);
}

/**
 * Converts a segment to the other encoding: to its text if it is stored deflated, else to a deflated piece that ends
 * with a full flush. For segments that take more than one chunk; the latest results are kept.
 */
export function converted(block: BlockView, family: number, toDeflate: boolean): StoredText {
  const at = kept.findIndex((k) => k.block.deref() === block && k.family === family);
  const found = at < 0 ? undefined : kept.splice(at, 1)[0];
  const text = found?.text ?? (toDeflate ? deflated(block, family) : inflated(block, family));
  kept.push({ block: new WeakRef(block), family, text });
  let bytes = 0;
  for (const each of kept) bytes += each.text.bytes.length;
  while (bytes > KEPT_BYTES && kept.length > 1) bytes -= kept.shift()!.text.bytes.length;
  return text;
}

function inflated(block: BlockView, family: number): StoredText {
  const rawBytes = block.rawBytes[family]!;
  const bytes = Buffer.allocUnsafeSlow(rawBytes);
  inflateInto(block, family, bytes, 0);
  return { bytes, rawBytes, crc: 0, shift: 0 };
}

function deflated(block: BlockView, family: number): StoredText {
  const text = block.bytes.subarray(block.starts[family], block.ends[family]);
  const bytes = deflateRawSync(text, { level: constants.Z_BEST_SPEED, finishFlush: constants.Z_FULL_FLUSH });
  return { bytes, rawBytes: text.length, crc: crc32(text), shift: crc32Shift(text.length) };
}
