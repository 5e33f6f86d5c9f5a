import type { Cardinality, FamilyCardinality, LabelCardinality } from '../../src/explorer/cardinality.ts';

/** Builds a label for tests. */
export function testLabel(name: string, series: number, distinct: number, value = 'some-value'): LabelCardinality {
  const rawBytes = series * (name.length + value.length + 4);
  return { name, series, distinct, rawBytes, top: [{ value, series: Math.ceil(series / distinct) }] };
}

/** Builds a family for tests: ten bytes of text for each compressed one. */
export function testFamily(
  name: string,
  resource: string,
  series: number,
  labels: readonly LabelCardinality[] = [],
): FamilyCardinality {
  return { name, resource, type: 'gauge', series, rawBytes: series * 100, packedBytes: series * 10, labels };
}

/** Builds the cardinality of families for tests, with half of the series in the namespace `a` and a quarter in `b`. */
export function testCardinality(families: readonly FamilyCardinality[]): Cardinality {
  const total = { series: 0, rawBytes: 0, packedBytes: 0 };
  for (const { series, rawBytes, packedBytes } of families) {
    total.series += series;
    total.rawBytes += rawBytes;
    total.packedBytes += packedBytes;
  }
  const shares = (part: number) =>
    families.map(({ series, rawBytes }, i) => [i, series * part, rawBytes * part] as const);
  const namespaces = [
    { name: 'a', families: shares(1 / 2) },
    { name: 'b', families: shares(1 / 4) },
  ];
  return { total, families, namespaces, sampled: 1 };
}
