import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCustomResources } from '../../src/customresources/config.ts';
import { readExpected } from '../support/corpus.ts';
import { configOf, corpusKinds, corpusObjects, matches, resourceOf, show } from '../support/custom-resources.ts';
import { expositionOf, jsonWatch, noKeys, planOf, readWatch } from '../support/rendering.ts';

/** The parts of the corpus about custom resources: from configuration and objects to samples. */

// biome-ignore lint/suspicious/noExplicitAny: each table of the corpus has a shape of its own.
const tables: Record<string, any[]> = JSON.parse(
  readFileSync(new URL('units/customresourcestate.json', import.meta.url), 'utf8'),
);
const configText = (flagset: string): string =>
  readFileSync(new URL(`flagsets/${flagset}/crs.yaml`, import.meta.url), 'utf8');

/** Families by name: the samples in the order of their bytes; families of several resources are joined. */
function familiesOf(text: string): Record<string, string[]> {
  const families: Record<string, string[]> = {};
  let name = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('# TYPE ')) {
      name = line.split(' ')[2]!;
      families[name] ??= [];
    } else if (line !== '' && !line.startsWith('#')) families[name]!.push(line);
  }
  for (const samples of Object.values(families)) samples.sort();
  return families;
}

describe.each(['crs-duplicate-gvk', 'crs-gauges', 'crs-info-stateset', 'crs-wildcards'])('%s', (flagset) => {
  it('gives the samples of the corpus', () => {
    const config = configText(flagset);
    const { entries, problems, warnings } = parseCustomResources(config, 'crs.yaml');
    expect({ problems, warnings }).toEqual({ problems: [], warnings: [] });
    const kinds = corpusKinds().filter((kind) => entries.some((entry) => matches(entry, kind)));
    const texts = kinds.map((kind) => {
      const plan = planOf(resourceOf(config, kind), { options: noKeys, selects: () => true });
      return expositionOf(plan, readWatch(plan, 'json', jsonWatch(corpusObjects(kind))));
    });
    expect(familiesOf(texts.join(''))).toEqual(familiesOf(readExpected(flagset, 'all')!));
  });
});

describe('units', () => {
  it.each(tables.crs_case!.map((c) => [c.name, c] as const))('%s', (_, c) => {
    const { samples, faults } = show(JSON.stringify(c.config), c.object);
    expect(samples).toEqual(c.want.series);
    expect(faults.length).toBe(c.wantErrors.length);
    for (const { resource, metric, path } of faults) expect([resource, metric, path]).not.toContain('');
    expect(resourceOf(JSON.stringify(c.config)).families.map(({ name, type }) => [name, type])).toEqual(
      Object.entries(c.want.types),
    );
  });

  it.each(tables.crs_config_error!.map((c) => [c.name, c] as const))('%s is a warning', (name, c) => {
    const good = { name: 'good', each: { type: 'gauge', gauge: {} } };
    const config = configOf([{ name: 'bad', each: c.each }, good]);
    const { entries, warnings, problems } = parseCustomResources(config, 'crs.yaml');
    expect(problems).toEqual([]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('crs.yaml: spec.resources[0].metrics[0] (bad): each.');
    expect(warnings[0]).toContain(name.split(' ')[1]);
    expect(warnings[0]).toContain('[Ready]');
    expect(entries[0]!.metrics.map((metric) => metric.name)).toEqual(['good']);
  });

  it.each(tables.crs_to_float!.map((c) => [JSON.stringify(c.input), c.nilIsZero, c] as const))(
    '%s as a number (nil is zero: %s)',
    (_, nilIsZero, c) => {
      const metric = { name: 'm', each: { type: 'Gauge', gauge: { path: ['v'], nilIsZero } } };
      // In a list, so that an array or an object is a value and not iterated.
      const { samples } = show(configOf([metric]), { v: [c.input] });
      expect(samples.map((line) => line.slice(line.lastIndexOf(' ') + 1))).toEqual(c.error ? [] : [c.text]);
    },
  );

  it.each(tables.crs_value_path!.map((c) => [c.name, c] as const))('path: %s', (_, c) => {
    const metric = { name: 'm', each: { type: 'Info', info: { labelsFromPath: { value: c.path } } } };
    expect(show(configOf([metric]), c.object).samples[0]).toContain(`value="${c.want}"`);
  });

  it.each(tables.crs_path_labels!.map((c) => [c.name, c] as const))('labels from paths: %s', (_, c) => {
    const metric = { name: 'm', each: { type: 'Info', info: { labelsFromPath: c.labelsFromPath } } };
    const wanted = Object.entries(c.want).map(([name, value]) => `${name}="${value}"`);
    const { samples } = show(configOf([metric]), c.object);
    const [line = ''] = samples;
    expect(samples).toHaveLength(wanted.length > 0 ? 1 : 0);
    for (const label of wanted) expect(line).toContain(label);
    expect([...line.matchAll(/="/g)].length).toBe(wanted.length > 0 ? wanted.length + 3 : 0);
  });

  it.each(tables.crs_full_name!.map((c) => [c.name, c] as const))('name: %s', (_, c) => {
    const metric = { name: c.metric, each: { type: 'Gauge', gauge: {} } };
    const { metricNamePrefix } = c;
    expect(resourceOf(configOf([metric], { metricNamePrefix })).families[0]!.name).toBe(c.want);
  });

  it.each(tables.crs_base_labels!.map((c) => [c.name, c] as const))('labels of all samples: %s', (_, c) => {
    const { commonLabels, labelsFromPath, want } = c;
    const metric = { name: 'm', each: { type: 'Gauge', gauge: { path: ['spec', 'replicas'] } } };
    const [line = ''] = show(configOf([metric], { commonLabels, labelsFromPath }), c.object).samples;
    for (const [name, value] of Object.entries(want)) expect(line).toContain(`${name}="${value}"`);
  });

  it.each(tables.crs_resource!.map((c) => [c.name, c] as const))('resource: %s', (_, c) => {
    const kind = { ...c.resource.groupVersionKind, plural: 'deployments', namespaced: true };
    const config = JSON.stringify({ spec: { resources: [c.resource] } });
    expect(show(config, c.object, kind)).toEqual({ samples: c.want.series, faults: [] });
  });

  it.each(tables.crs_yaml!.map((c) => [c.name, c] as const))('yaml: %s', (_, c) => {
    const { problems, warnings } = parseCustomResources(c.config_yaml, 'example.yaml');
    expect({ problems, warnings }).toEqual({ problems: [], warnings: [] });
    expect(show(c.config_yaml, c.object).samples).toEqual(c.want.series);
    expect(Object.fromEntries(resourceOf(c.config_yaml).families.map(({ name, type }) => [name, type]))).toEqual(
      c.want.types,
    );
  });
});
