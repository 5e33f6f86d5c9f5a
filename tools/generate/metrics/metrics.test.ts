import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { resources } from '../../../src/resources/index.ts';
import { has } from '../../../test/support/process.ts';
import { corpusSamples } from './corpus-samples.ts';
import { labelValues, valuesOf } from './label-values.ts';
import { exampleQueries } from './queries.ts';
import { unitOf } from './unit.ts';

/** Values of the labels of a family in the conformance corpus: label and value, once each. */
function corpusValues(): { family: string; label: string; value: string }[] {
  const seen = new Set<string>();
  return resources.flatMap((resource) =>
    corpusSamples(resource).flatMap(({ family, lines }) =>
      lines.flatMap((line) =>
        [...line.matchAll(/[{,](\w+)="((?:[^"\\]|\\.)*)"/g)].flatMap(([, label, value]) => {
          const key = JSON.stringify([family.name, label, value]);
          if (!family.labels.includes(label!) || seen.has(key)) return [];
          seen.add(key);
          return [{ family: family.name, label: label!, value: value! }];
        }),
      ),
    ),
  );
}

describe('values of labels', () => {
  const inCorpus = corpusValues();

  it('are for families and labels that exist', () => {
    const families = resources.flatMap((r) => r.families);
    const unused = labelValues.filter(
      (row) => !families.some(({ name, labels }) => labels.some((label) => valuesOf(name, label) === row)),
    );
    expect(unused).toEqual([]);
  });

  it('have all that the corpus has, where no others can come', () => {
    expect(inCorpus.length).toBeGreaterThan(500);
    // The empty value stands for a field that every API server sets.
    const unlisted = inCorpus.filter(({ family, label, value }) => {
      const row = valuesOf(family, label);
      return row && !row.open && value !== '' && !row.values.includes(value);
    });
    expect(unlisted).toEqual([]);
  });

  it('are listed for every label whose samples are a set of states', () => {
    const states = inCorpus.filter(
      ({ family, label }) =>
        label === 'phase' || label === 'qos_class' || /_status_condition .*status/.test(`${family} ${label}`),
    );
    expect(states.length).toBeGreaterThan(20);
    expect(states.filter(({ family, label }) => !valuesOf(family, label))).toEqual([]);
  });
});

describe('example queries', () => {
  const queries = Object.entries(exampleQueries).flatMap(([plural, all]) => all.map((each) => ({ plural, ...each })));

  it('are about the resource on whose page they are', () => {
    const foreign = queries.filter(({ plural, query }) => {
      const families = resources.find((r) => r.plural === plural)?.families ?? [];
      return !families.some(({ name }) => new RegExp(`\\b${name}\\b`).test(query));
    });
    expect(foreign).toEqual([]);
  });

  it('have only labels that one of their families has', () => {
    for (const { query } of queries) {
      const families = resources.flatMap((r) =>
        r.families.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(query)).map((f) => [r, f] as const),
      );
      const labels = families.flatMap(([r, f]) => [...r.identityLabels.map(([l]) => l), ...f.labels]);
      const dynamic = families.flatMap(([, { dynamicLabels }]) => dynamicLabels ?? []);
      const used = [...query.matchAll(/\((\w+(?:, \w+)*)\) (?=\()|(?:group_left|on) \(([^)]*)\)|[{,](\w+)(?==|!)/g)];
      const names = used.flatMap(([, by, joined, matched]) => (by ?? joined ?? matched ?? '').split(', '));
      const unknown = names.filter(
        (name) => !labels.includes(name) && !dynamic.some((prefix) => name.startsWith(prefix)),
      );
      expect(unknown, query).toEqual([]);
    }
  });

  it.skipIf(!has('promtool'))('are valid PromQL (skipped where there is no promtool)', () => {
    const rules = queries.map(({ query }, i) => ({ record: `q${i}`, expr: query }));
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'ksm-queries-')), 'rules.json');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'queries', rules }] }));
    const output = execFileSync('promtool', ['check', 'rules', file], { encoding: 'utf8' });
    expect(output).toContain(`SUCCESS: ${queries.length} rules found`);
  });
});

it('units are those that names end with', () => {
  const units = resources.flatMap((r) => r.families).map((family) => [family.name, unitOf(family)] as const);
  const ending = (end: string) => units.filter(([name]) => name.endsWith(end)).map(([, unit]) => unit);
  expect(new Set(ending('_created'))).toEqual(new Set(['Unix time in seconds']));
  expect(new Set(ending('_bytes'))).toEqual(new Set(['bytes']));
  expect(new Set(ending('_cores'))).toEqual(new Set(['cores']));
  expect(new Set(ending('_info'))).toEqual(new Set(['always 1']));
  expect(new Set(ending('_phase'))).toEqual(new Set(['0 or 1']));
});
