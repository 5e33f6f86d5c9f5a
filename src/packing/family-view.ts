import type { Compression } from '../base/compression.ts';
import { crc32Shift } from '../base/crc32.ts';
import type { FamilyHeader, FamilyView } from '../model/view.ts';

/** A family as scrapes show it, from its comment lines; those of OpenMetrics where they differ. */
export function familyView(
  name: string,
  headerText: string,
  compression: Compression,
  openMetricsText?: string,
): FamilyView {
  const headers = { name, ...familyHeader(headerText, compression) };
  return openMetricsText === undefined
    ? headers
    : { ...headers, openMetrics: familyHeader(openMetricsText, compression) };
}

function familyHeader(text: string, compression: Compression): FamilyHeader {
  const header = Buffer.from(text);
  // Refers to nothing before it, as segments do.
  const bytes = compression.deflatePiece(header, 'default');
  const shift = crc32Shift(header.length);
  return { header, deflated: { bytes, rawBytes: header.length, crc: compression.crc32(header), shift } };
}
