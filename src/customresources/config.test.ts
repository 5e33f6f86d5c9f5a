import { describe, expect, it } from 'vitest';
import { parseCustomResources } from './config.ts';

const resource = (keys: string): string => `
spec:
  resources:
    - groupVersionKind: {group: g.io, version: v1, kind: Foo}
${keys.replace(/^/gm, '      ')}`;
const entryOf = (keys: string) => parseCustomResources(resource(keys), 'crs.yaml').entries[0]!;

describe('a configuration that is refused', () => {
  it.each([
    ['', 'crs.yaml:1: no content; expected a mapping with the key spec'],
    ['...', 'crs.yaml:1: no content; expected a mapping with the key spec'],
    ['spec: {}\n\t\n', 'crs.yaml:2: a tab cannot indent'],
    ['%YAML 1.2\n---\nspec: {}', 'crs.yaml:1: YAML 1.2 is not supported; the version is 1.1'],
    [resource('metricNamePrefix: !!binary "?"'), 'crs.yaml:1: "?" does not fit its tag !!binary'],
    [resource('<<: {}\n<<: {}'), 'crs.yaml:6: spec.resources[0]: the key << is there twice'],
    [resource('errorLogV: _1'), 'crs.yaml:5: spec.resources[0].errorLogV: expected a whole number, got "_1"'],
    ['# only a comment\n', 'crs.yaml:1: no content; expected a mapping with the key spec'],
    ['text', 'crs.yaml:1: expected a mapping, got "text"'],
    ['spec: [unclosed', 'crs.yaml:1: '],
    ['spec:\n  resources: text', 'crs.yaml:2: spec.resources: expected a list, got "text"'],
    ['spec:\n  resources: [1]', 'crs.yaml:2: spec.resources[0]: expected a mapping, got "1"'],
    ['spec: {}\nspec: {}', 'crs.yaml:2: the key spec is there twice'],
    ['spec: *nowhere', 'crs.yaml:1: '],
    ['spec: &a {resources: [*a]}', 'crs.yaml:1: an anchor contains its own alias'],
    [resource('metricNamePrefix: [a]'), 'crs.yaml:5: spec.resources[0].metricNamePrefix: expected a text, got a list'],
    [resource('errorLogV: many'), 'crs.yaml:5: spec.resources[0].errorLogV: expected a whole number, got "many"'],
    [resource('errorLogV: 2147483648'), 'crs.yaml:5: spec.resources[0].errorLogV: expected a whole number'],
    [resource('errorLogV: !!int x'), 'crs.yaml:1: "x" does not fit its tag !!int'],
    [resource('<<: 1'), 'crs.yaml:5: spec.resources[0]: expected a mapping, or a list of mappings, to merge'],
    [resource('commonLabels: {[a]: b}'), 'crs.yaml:5: spec.resources[0].commonLabels: expected a text as a key'],
    [
      resource('metrics: [{each: {gauge: {nilIsZero: "true"}}}]'),
      'crs.yaml:5: spec.resources[0].metrics[0].each.gauge.nilIsZero: expected true or false, got "true"',
    ],
  ])('%j', (text, problem) => {
    const { problems, entries } = parseCustomResources(text, 'crs.yaml');
    expect(problems[0]).toContain(problem);
    expect(entries).toEqual([]);
  });

  it('is one whose aliases expand without end', () => {
    const lists = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
    const { problems } = parseCustomResources(`a0: &a0 [x]\n${lists.join('\n')}\nspec: {resources: []}`, 'crs.yaml');
    expect(problems).toEqual(['crs.yaml:1: the aliases expand to too much']);
  });
});

describe('a configuration that is read', () => {
  it.each([
    '---\n',
    'null',
    'spec:',
    'spec: {}',
    'kind: Other\nspec: {resources: [], extra: 1}',
    'spec: {resources: [~]}',
  ])('has no entries: %j', (text) => {
    expect(parseCustomResources(text, 'crs.yaml')).toEqual({ entries: [], problems: [], warnings: [] });
  });

  it('is the first document', () => {
    expect(parseCustomResources('spec: {}\n---\nspec: [', 'crs.yaml').problems).toEqual([]);
  });

  it.each([
    ['', 'kube_customresource'],
    ['metricNamePrefix:', 'kube_customresource'],
    ['metricNamePrefix: ~', 'kube_customresource'],
    ['metricNamePrefix: ""', ''],
    ['metricNamePrefix: own', 'own'],
    ['metricNamePrefix: yes', 'yes'],
    ['metricNamePrefix: 0x10', '0x10'],
    ['metricNamePrefix: !!binary b3du', 'own'],
    ['metricNamePrefix: !!timestamp 2001-01-01', '2001-01-01'],
    ['metricNamePrefix: \u0085', 'kube_customresource'],
    ['metricNamePrefix: \u2028', 'kube_customresource'],
  ])('prefix: %j', (keys, prefix) => expect(entryOf(keys).metricNamePrefix).toBe(prefix));

  it('takes scalars as texts as they are written, and leaves null items out', () => {
    const path = '[spec, 0, 010, 1.50, true, ~, null, yes, 2024-01-01, ""]';
    const { labelsFromPath, commonLabels } = entryOf(
      `labelsFromPath: {a: ${path}, b: , 1: [x], ~: [y]}\ncommonLabels: {n: ~, t: True}`,
    );
    expect([...labelsFromPath]).toEqual([
      ['a', ['spec', '0', '010', '1.50', 'true', 'yes', '2024-01-01', '']],
      ['b', []],
      ['1', ['x']],
    ]);
    expect([...commonLabels]).toEqual([
      ['n', ''],
      ['t', 'True'],
    ]);
  });

  it.each([
    ['yes', true],
    ['On', true],
    ['y', true],
    ['TRUE', true],
    ['"on"', true],
    ['no', false],
    ['~', false],
  ])('takes %s as a boolean', (word, value) => {
    const [metric] = entryOf(`metrics: [{name: m, each: {type: Gauge, gauge: {nilIsZero: ${word}}}}]`).metrics;
    expect(metric!.each).toMatchObject({ gauge: { nilIsZero: value } });
  });

  it('merges mappings, of which the nearer keys count', () => {
    const text = `base: &base {metricNamePrefix: far, resourcePlural: foos}\n${resource('metricNamePrefix: near\n<<: [{selector: a=b}, *base]')}`;
    const [entry] = parseCustomResources(text, 'crs.yaml').entries;
    expect(entry).toMatchObject({ metricNamePrefix: 'near', resourcePlural: 'foos', selector: 'a=b' });
  });

  it('has errorLogV per metric, or from the resource', () => {
    const each = 'each: {type: info, info: {}}';
    const { metrics } = entryOf(
      `errorLogV: 5\nmetrics: [{name: a, ${each}}, {name: b, errorLogV: 7.9, ${each}}, {name: c, errorLogV: 0, ${each}}]`,
    );
    expect(metrics.map(({ errorLogV }) => errorLogV)).toEqual([5, 7, 5]);
  });
});

describe('what is left out with a warning', () => {
  it.each([
    [
      'metrics: [{name: m, each: {type: Histogram}}]',
      'metrics[0] (m): each.type: expected Gauge, Info or StateSet, got "Histogram"',
    ],
    ['metrics: [{each: {}}]', 'metrics[0]: each.type: expected Gauge, Info or StateSet, got ""'],
    ['metrics: [{name: m, each: {type: Gauge, info: {}}}]', 'metrics[0] (m): each.gauge: required by the type Gauge'],
    ['metrics: [{name: m, each: {type: StateSet, stateSet: {}}}]', 'metrics[0] (m): each.stateSet.labelName: required'],
    [
      'metrics: [{name: m, each: {type: Info, info: {path: ["[a]"]}}}]',
      'each.info.path: invalid lookup [a]; expected [key=value]',
    ],
    [
      'metrics: [{name: m, each: {type: Info, info: {labelsFromPath: {l: ["[a]"]}}}}]',
      'each.info.labelsFromPath: l: invalid lookup',
    ],
    [
      'metrics: [{name: m, each: {type: Gauge, gauge: {valueFrom: ["[]"]}}}]',
      'each.gauge.valueFrom: invalid lookup []',
    ],
    [
      'metrics: [{name: m, labelsFromPath: {l: ["[a]"]}, each: {type: Info, info: {}}}]',
      '(m): labelsFromPath: l: invalid lookup',
    ],
  ])('%s', (keys, warning) => {
    const { entries, problems, warnings } = parseCustomResources(resource(keys), 'crs.yaml');
    expect(problems).toEqual([]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('crs.yaml: spec.resources[0].metrics[0]');
    expect(warnings[0]).toContain(warning);
    expect(warnings[0]).toMatch(/; the metric is left out$/);
    expect(entries[0]!.metrics).toEqual([]);
  });

  it.each([
    ['selector: "!!"', 'selector: invalid requirement'],
    ['labelsFromPath: {l: ["[a]"]}', 'labelsFromPath: l: invalid lookup'],
  ])('%s', (keys, warning) => {
    const { entries, warnings } = parseCustomResources(resource(keys), 'crs.yaml');
    expect(entries).toEqual([]);
    expect(warnings[0]).toContain(`crs.yaml: spec.resources[0].${warning}`);
  });

  it.each(['', '"*"'])('an entry for the group %j, and only that', (group) => {
    const text = `spec: {resources: [{groupVersionKind: {group: ${group}, kind: A}}, {groupVersionKind: {group: g.io}}]}`;
    const { entries, warnings } = parseCustomResources(text, 'crs.yaml');
    expect(warnings).toEqual([
      'crs.yaml: spec.resources[0].groupVersionKind.group: a group is required; the entry is ignored',
    ]);
    expect(entries.map(({ pattern }) => pattern)).toEqual([{ group: 'g.io', version: '*', kind: '*' }]);
  });
});
