import { constants, crc32, deflateRawSync } from 'node:zlib';
import { crc32Shift } from '../base/crc32.ts';
import type { FamilyView } from '../model/view.ts';

/** Creates the view of a family from its comment lines. */
export function familyView(name: string, headerText: string): FamilyView {
  const header = Buffer.from(headerText);
  // Ends at a byte and refers to nothing before it, as segments do.
  const bytes = deflateRawSync(header, { finishFlush: constants.Z_FULL_FLUSH });
  return {
    name,
    header,
    deflated: { bytes, rawBytes: header.length, crc: crc32(header), shift: crc32Shift(header.length) },
  };
}
