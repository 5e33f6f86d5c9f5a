import type { Compression } from '../base/compression.ts';
import { crc32Shift } from '../base/crc32.ts';
import type { FamilyHeader, FamilyView, StoredText } from '../model/view.ts';

/** A family as scrapes show it, from its comment lines; those of OpenMetrics where they differ. */
export function familyView(
  name: string,
  headerText: string,
  compression: Compression,
  openMetricsText?: string,
): FamilyView {
  const view = new View(name, headerText, compression);
  if (openMetricsText !== undefined) view.openMetrics = new Header(openMetricsText, compression);
  return view;
}

/** Is deflated when the first scrape asks for it: a start has hundreds of them. */
class Header implements FamilyHeader {
  readonly header: Buffer;
  private readonly compression: Compression;
  private made: StoredText | undefined;

  constructor(text: string, compression: Compression) {
    // Memory of its own: a small buffer out of Node's pool would hold on to all of that.
    this.header = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
    this.header.write(text);
    this.compression = compression;
  }

  get deflated(): StoredText {
    this.made ??= this.deflate();
    return this.made;
  }

  private deflate(): StoredText {
    const { header, compression } = this;
    // Refers to nothing before it, as segments do.
    const bytes = compression.deflatePiece(header, 'default');
    return { bytes, rawBytes: header.length, crc: compression.crc32(header), shift: crc32Shift(header.length) };
  }
}

class View extends Header implements FamilyView {
  readonly name: string;
  openMetrics?: FamilyHeader;

  constructor(name: string, text: string, compression: Compression) {
    super(text, compression);
    this.name = name;
  }
}
