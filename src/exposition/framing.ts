import { crc32Shift } from '../base/crc32.ts';
import type { FamilyHeader, FamilyView, ResourceView } from '../model/view.ts';
import type { Converter } from './converter.ts';

/** Everything that determines the bytes of a response. */
export interface Content {
  readonly views: readonly ResourceView[];
  readonly converter: Converter;
  readonly openMetrics: boolean;
  /** As one gzip member, whose CRC is computed from those of the pieces (RFC 1952); else as text. */
  readonly gzip: boolean;
  /** Families whose name an earlier one has, and whose header is left out: parsers may refuse a second TYPE line. */
  readonly repeated?: ReadonlySet<FamilyView> | undefined;
}

const NO_HEADER: FamilyHeader = {
  header: Buffer.alloc(0),
  deflated: { bytes: Buffer.alloc(0), rawBytes: 0, crc: 0, shift: crc32Shift(0) },
};

/** Returns the header of a family as a response has it. */
export function headerOf({ openMetrics, repeated }: Content, family: FamilyView): FamilyHeader {
  if (repeated?.has(family)) return NO_HEADER;
  return (openMetrics && family.openMetrics) || family;
}

/**
 * Finds the families that are shown and whose name an earlier one has; undefined: none. Several custom resources may be configured to
 * share one.
 */
export function repeatedFamilies(views: readonly ResourceView[]): ReadonlySet<FamilyView> | undefined {
  const names = new Set<string>();
  let repeated: Set<FamilyView> | undefined;
  for (const { families, objects, hidden } of views) {
    if (objects === 0) continue;
    for (const [i, family] of families.entries()) {
      if (hidden?.[i]) continue;
      if (names.has(family.name)) (repeated ??= new Set()).add(family);
      else names.add(family.name);
    }
  }
  return repeated;
}

/** Header of a gzip member: magic, deflate, no flags, no time, fastest, unknown system (RFC 1952). */
export const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255]);
const GZIP_TRAILER_BYTES = 8;
/** An empty last block: fixed codes, end of block (RFC 1951). */
export const LAST_BLOCK = Buffer.from([0x03, 0x00]);
/** Last line of an OpenMetrics exposition. */
export const EOF = Buffer.from('# EOF\n');
/** The same as a stored deflate block: five bytes of header, and the text. */
export const EOF_BLOCK = Buffer.concat([Buffer.from([0, 6, 0, 0xf9, 0xff]), EOF]);

/** Builds the trailer of a gzip member: CRC and length of the text. */
export function trailer(crc: number, rawBytes: number): Buffer {
  const bytes = Buffer.alloc(GZIP_TRAILER_BYTES);
  bytes.writeUInt32LE(crc, 0);
  bytes.writeUInt32LE(rawBytes % 2 ** 32, 4);
  return bytes;
}

/** Computes the length of a response; undefined if it is known only after compression. */
export function contentBytes(content: Content): number | undefined {
  const { views, openMetrics, gzip } = content;
  const shown = views.filter(({ objects }) => objects > 0);
  if (!gzip)
    return (
      sum(shown, (view, family) => headerOf(content, view.families[family]!).header.length, rawBytes) +
      (openMetrics ? EOF.length : 0)
    );
  if (shown.some(({ encoding }) => encoding === 'raw')) return undefined;
  const frame = GZIP_HEADER.length + (openMetrics ? EOF_BLOCK.length : 0) + LAST_BLOCK.length + GZIP_TRAILER_BYTES;
  return (
    frame + sum(shown, (view, family) => headerOf(content, view.families[family]!).deflated.bytes.length, bytesAtRest)
  );
}

function sum(
  views: readonly ResourceView[],
  header: (view: ResourceView, family: number) => number,
  segment: (block: ResourceView['blocks'][number], family: number) => number,
): number {
  let bytes = 0;
  for (const view of views) {
    for (let family = 0; family < view.families.length; family++) {
      if (view.hidden?.[family]) continue;
      bytes += header(view, family);
      for (const block of view.blocks) bytes += segment(block, family);
    }
  }
  return bytes;
}

function rawBytes(block: ResourceView['blocks'][number], family: number): number {
  return block.rawBytes[family]!;
}

function bytesAtRest({ starts, ends }: ResourceView['blocks'][number], family: number): number {
  return ends[family]! - starts[family]!;
}
