import type { Compression, Inflate } from '../base/compression.ts';
import { crc32Shift } from '../base/crc32.ts';
import type { BlockView, StoredText } from '../model/view.ts';

/** Memory for converted segments: a few of the largest that are common. */
const KEPT_BYTES = 4 * 1024 * 1024;

interface Kept {
  /** Weak, as a block holds the memory of its store. */
  readonly block: WeakRef<BlockView>;
  readonly family: number;
  readonly text: StoredText;
}

/** Gives segments in the other encoding than the one that they rest in. One for all answers, as it keeps the latest. */
export class Converter {
  readonly crc32: Compression['crc32'];
  private readonly compression: Compression;
  private readonly inflate: Inflate;
  /** The latest last. Blocks are not changed, so what was made of one holds for as long as somebody has it. */
  private readonly kept: Kept[] = [];

  constructor(compression: Compression) {
    this.compression = compression;
    this.crc32 = compression.crc32;
    this.inflate = compression.openInflater();
  }

  /** Writes the text of a deflated segment to `into` at `at`, where there has to be room for it. */
  inflateInto(block: BlockView, family: number, into: Buffer, at: number): void {
    const start = block.starts[family]!;
    const raw = block.rawBytes[family]!;
    const got = this.inflate(block.bytes, start, block.ends[family]! - start, into, at, raw);
    if (got !== raw) throw new Error(`BUG: ${raw} bytes of text at rest became ${got}`);
  }

  /**
   * What a segment is in the other encoding: its text where it rests deflated, else a deflated piece that ends with a full
   * flush, with the CRC and length of the text. For segments that take more than one chunk: the latest are kept.
   */
  convert(block: BlockView, family: number, toDeflate: boolean): StoredText {
    const { kept } = this;
    const at = kept.findIndex((k) => k.block.deref() === block && k.family === family);
    const found = at < 0 ? undefined : kept.splice(at, 1)[0];
    const text = found?.text ?? (toDeflate ? this.deflated(block, family) : this.inflated(block, family));
    kept.push({ block: new WeakRef(block), family, text });
    let bytes = 0;
    for (const each of kept) bytes += each.text.bytes.length;
    while (bytes > KEPT_BYTES && kept.length > 1) bytes -= kept.shift()!.text.bytes.length;
    return text;
  }

  private inflated(block: BlockView, family: number): StoredText {
    const rawBytes = block.rawBytes[family]!;
    const bytes = Buffer.allocUnsafeSlow(rawBytes);
    this.inflateInto(block, family, bytes, 0);
    return { bytes, rawBytes, crc: 0, shift: 0 };
  }

  private deflated(block: BlockView, family: number): StoredText {
    const text = block.bytes.subarray(block.starts[family], block.ends[family]);
    const bytes = this.compression.deflatePiece(text, 'fast');
    return { bytes, rawBytes: text.length, crc: this.crc32(text), shift: crc32Shift(text.length) };
  }
}
