import type { Clock } from '../../base/clock.ts';
import { addAmounts, ZERO } from '../../explorer/amounts.ts';
import type { Amount, Cardinality } from '../../explorer/cardinality.ts';
import { CardinalityCollector } from '../../explorer/collector.ts';
import type { Converter } from '../../exposition/converter.ts';
import type { BlockView, ResourceView } from '../../model/view.ts';
import { ExpositionReader } from '../../parsing/exposition-reader.ts';

/** Text that labels and namespaces are counted in: less than a second of CPU, in pieces of some milliseconds. */
const SAMPLE_BYTES = 48 * 1024 * 1024;

/**
 * Computes the cardinality of views, which have to stay open meanwhile: amounts are exact, as stored sizes say them; labels and
 * namespaces are counted in all of the text, or in evenly spread blocks where there is much of it. Other work gets its turns.
 */
export async function cardinalityOfViews(
  views: readonly ResourceView[],
  converter: Converter,
  clock: Clock,
): Promise<Cardinality> {
  const collector = new CardinalityCollector();
  const known = new Map<string, Amount>();
  const resources = new Map<string, string>();
  const total = views.reduce((sum, view) => sum + textBytes(view.blocks), 0);
  const share = Math.min(1, SAMPLE_BYTES / Math.max(1, total));
  for (const view of views) {
    for (const [i, { name, header, deflated }] of view.families.entries()) {
      resources.set(name, view.plural);
      known.set(name, addAmounts(known.get(name) ?? ZERO, amountOf(view, i, header.length, deflated.bytes.length)));
      read(collector, header);
    }
    for (const block of chosen(view.blocks, share)) {
      for (let family = 0; family < view.families.length; family++) {
        if (block.rawBytes[family]! > 0) read(collector, textOf(view, block, family, converter));
      }
      await clock.turn();
    }
  }
  const resourceOf = (family: string): string => resources.get(family) ?? '';
  return collector.cardinality({ resourceOf, packedBytesOf: () => 0, known });
}

function textBytes(blocks: readonly BlockView[]): number {
  let bytes = 0;
  for (const { rawBytes } of blocks) for (const each of rawBytes) bytes += each;
  return bytes;
}

/** Evenly spread blocks; the first one in any case. */
function chosen(blocks: readonly BlockView[], share: number): readonly BlockView[] {
  return blocks.filter((_, i) => i === 0 || Math.floor(i * share) !== Math.floor((i - 1) * share));
}

function textOf({ encoding }: ResourceView, block: BlockView, family: number, converter: Converter): Buffer {
  if (encoding === 'raw') return block.bytes.subarray(block.starts[family], block.ends[family]);
  const text = Buffer.allocUnsafe(block.rawBytes[family]!);
  converter.inflateInto(block, family, text, 0);
  return text;
}

function read(collector: CardinalityCollector, text: Buffer): void {
  const reader = new ExpositionReader(collector);
  reader.push(text);
  reader.finish();
}

function amountOf({ blocks, encoding }: ResourceView, family: number, header: number, deflated: number): Amount {
  let series = 0;
  let rawBytes = header;
  let packedBytes = deflated;
  for (const block of blocks) {
    series += block.samples[family]!;
    rawBytes += block.rawBytes[family]!;
    packedBytes += block.ends[family]! - block.starts[family]!;
  }
  // Text that rests uncompressed says nothing of its compressed size.
  return { series, rawBytes, packedBytes: encoding === 'raw' ? 0 : packedBytes };
}
