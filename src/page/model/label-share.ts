import type { FamilyCardinality, LabelCardinality } from '../../explorer/cardinality.ts';

/** Compressed bytes per byte of a value that was not there before: between hexadecimal digits and words. */
const NEW_BYTE = 0.5;
/** Compressed bytes of a value that repeats one nearby, and of the number and the rest of a row. */
const REPEAT = 0.25;
const ROW = 1;

/** Returns the bytes of text of a label, as part of those of its family. */
export function textShare(family: FamilyCardinality, label: LabelCardinality): number {
  return family.rawBytes === 0 ? 0 : Math.min(1, label.rawBytes / family.rawBytes);
}

/**
 * Estimates the part of a family's compressed bytes that a label takes. Text compresses by repetition: a value that is new costs its
 * length, one that was there before next to nothing, so that a label such as `uid` takes most and `namespace` very little.
 */
export function packedShare(family: FamilyCardinality, label: LabelCardinality): number {
  const all = family.labels.reduce((sum, each) => sum + packedWeight(each), ROW * family.series);
  return all === 0 ? 0 : packedWeight(label) / all;
}

function packedWeight({ name, series, distinct, rawBytes }: LabelCardinality): number {
  if (series === 0) return 0;
  const length = Math.max(0, rawBytes / series - name.length - 4);
  return distinct * length * NEW_BYTE + Math.max(0, series - distinct) * REPEAT;
}
