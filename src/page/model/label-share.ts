import type { FamilyCardinality, LabelCardinality, LabelValue } from '../../explorer/cardinality.ts';

/** Compressed bytes per byte of a value that was not there before: of words, and how much more of digits, which repeat less. */
const NEW_BYTE = 0.12;
const NEW_DIGIT = 0.85;
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

function packedWeight({ name, series, distinct, rawBytes, top }: LabelCardinality): number {
  if (series === 0) return 0;
  const length = Math.max(0, rawBytes / series - name.length - 4);
  const newByte = NEW_BYTE + NEW_DIGIT * digitShare(top);
  return distinct * length * newByte + Math.max(0, series - distinct) * REPEAT;
}

/** Share of digits in values: high in UIDs and hashes, low in names. */
function digitShare(values: readonly LabelValue[]): number {
  const text = values.map(({ value }) => value).join('');
  return text === '' ? 0 : (text.match(/\d/g)?.length ?? 0) / text.length;
}
