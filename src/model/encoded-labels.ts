/** Labels of a sample as the formats write them, without the bracket or comma before them: `a="b",c="d"`. */
export type EncodedLabels = Uint8Array;

/** Encodes labels that are the same for many samples. The names are valid label names. */
export function encodeLabels(labels: readonly (readonly [name: string, value: string])[]): EncodedLabels {
  return Buffer.from(labels.map(([name, value]) => `${name}="${escapeLabelValue(value)}"`).join());
}

/** Escapes what cannot stand in the quotes of a label value. */
export function escapeLabelValue(text: string): string {
  return text.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`));
}
