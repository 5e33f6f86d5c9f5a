import { describe, expect, it } from 'vitest';
import { resources } from '../../src/resources/index.ts';
import catalog from './catalog.json' with { type: 'json' };

/** What the reference says of a family. Labels include those of the resource; some are not in every sample. */
interface Entry {
  readonly name: string;
  readonly stability: string;
  readonly labels: readonly string[];
  readonly conditionalLabels?: readonly string[];
  readonly type?: string;
  readonly optIn?: boolean;
  readonly deprecatedSince?: string;
  readonly dynamicLabels?: string;
}

const entries = catalog.resources as Readonly<Record<string, readonly Entry[]>>;

/** Those that the reference has; there may be others. */
const shared = resources.filter((r) => r.plural in entries);

it('has every resource, in the order of their names', () => {
  expect(shared.map((r) => r.plural)).toEqual(Object.keys(entries).sort());
  const plurals = resources.map((r) => r.plural);
  expect(plurals).toEqual([...plurals].sort());
});

it('has the same resources on by default', () => {
  expect(shared.filter((r) => r.byDefault).map((r) => r.plural)).toEqual(catalog.default);
});

describe.each(shared.map((r) => [r.plural, r] as const))('%s', (plural, { families, identityLabels }) => {
  const expected = entries[plural]!;

  it('has the families in order', () => {
    expect(families.map((f) => f.name)).toEqual(expected.map((e) => e.name));
  });

  it.each(families.map((f, i) => [f.name, f, expected[i]!] as const))('%s', (_, family, entry) => {
    expect({
      stability: family.stability,
      type: family.type,
      optIn: family.optIn,
      deprecatedSince: family.deprecatedSince,
      dynamicLabels: family.dynamicLabels,
    }).toEqual({
      stability: entry.stability,
      type: entry.type ?? 'gauge',
      optIn: entry.optIn ?? false,
      deprecatedSince: entry.deprecatedSince,
      dynamicLabels: entry.dynamicLabels,
    });
    const labels = [...identityLabels.map(([label]) => label), ...family.labels];
    const sometimes = entry.conditionalLabels ?? [];
    expect(labels.filter((label) => !sometimes.includes(label))).toEqual(entry.labels);
    expect(labels).toEqual(expect.arrayContaining([...sometimes]));
    expect(labels).toHaveLength(entry.labels.length + sometimes.length);
  });

  it.each(families.map((f) => [f.name, f.help] as const))('%s says what it is in a sentence', (_, help) => {
    expect(help).toMatch(/^[A-Z][^\n]+\.$/);
  });
});
