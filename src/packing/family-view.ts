import type { Compression } from '../base/compression.ts';
import { crc32Shift } from '../base/crc32.ts';
import type { FamilyView } from '../model/view.ts';

/** A family as scrapes show it, from its comment lines. */
export function familyView(name: string, headerText: string, compression: Compression): FamilyView {
  const header = Buffer.from(headerText);
  // Refers to nothing before it, as segments do.
  const bytes = compression.deflatePiece(header, 'default');
  const shift = crc32Shift(header.length);
  return { name, header, deflated: { bytes, rawBytes: header.length, crc: compression.crc32(header), shift } };
}
