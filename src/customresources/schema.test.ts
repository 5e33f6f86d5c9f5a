import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseCustomResources } from './config.ts';
import { configurationSchema } from './schema.ts';

const validate = new Ajv({ allErrors: true, allowUnionTypes: true, strictRequired: false }).compile(
  configurationSchema(),
);
const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Problems that an editor shows in a text. */
function shownIn(text: string): readonly string[] {
  if (validate(parse(text, { merge: true }))) return [];
  return validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** Problems that the reader has with a text. */
function foundIn(text: string): readonly string[] {
  const { problems, warnings } = parseCustomResources(text, 'c');
  return [...problems, ...warnings];
}

const foldersOf = (path: string): readonly string[] =>
  readdirSync(new URL(path, root), { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .map(({ name }) => name);

const configurations = [
  ...foldersOf('deploy/custom-resources/').map((name) => `deploy/custom-resources/${name}/config.yaml`),
  ...foldersOf('test/conformance/flagsets/')
    .filter((name) => name.startsWith('crs-'))
    .map((name) => `test/conformance/flagsets/${name}/crs.yaml`),
];

const METRIC = { name: 'm', help: 'H.', each: { type: 'Gauge', gauge: { path: ['a'] } } };
const ENTRY = { groupVersionKind: { group: 'a.b', version: 'v1', kind: 'Foo' }, metrics: [METRIC] };
const metric = (more: object): string => entry({ metrics: [{ ...METRIC, ...more }] });
const each = (more: object): string => metric({ each: more });
const entry = (more: object): string =>
  JSON.stringify({ kind: 'CustomResourceStateMetrics', spec: { resources: [{ ...ENTRY, ...more }] } });

describe('the schema', () => {
  it.each(configurations)('accepts %s', (path) => {
    expect(shownIn(read(path))).toEqual([]);
    expect(foundIn(read(path))).toEqual([]);
  });

  it.each<[string, string]>([
    ['types in any case', each({ type: 'STATESET', stateSet: { labelName: 's', list: ['a'], path: ['x'] } })],
    [
      'every key of a gauge',
      each({
        type: 'Gauge',
        gauge: {
          path: ['a'],
          valueFrom: ['b'],
          labelFromKey: 'k',
          nilIsZero: true,
          labelsFromPath: { l: ['c'], 'x_*': ['d'] },
        },
      }),
    ],
    [
      'every key of an info metric',
      each({ type: 'Info', info: { path: ['a'], labelFromKey: 'k', labelsFromPath: { '*': [] } } }),
    ],
    [
      'every key of a state set',
      each({
        type: 'StateSet',
        stateSet: { path: [], labelName: 's', list: [], valueFrom: ['p'], labelsFromPath: {} },
      }),
    ],
    [
      'indexes and lookups',
      each({ type: 'Gauge', gauge: { path: ['a', 0, '-1', '[type=Ready]', 'b=c', '[', '[=]'] } }),
    ],
    [
      'every key of an entry',
      entry({
        metricNamePrefix: '',
        resourcePlural: 'foos',
        selector: 'a=b',
        commonLabels: { a: 1, b: true },
        labelsFromPath: { n: ['metadata', 'name'] },
        errorLogV: 5,
      }),
    ],
    ['nulls', entry({ metricNamePrefix: null, commonLabels: null, labelsFromPath: null, metrics: null })],
    ['keys of a metric', metric({ commonLabels: { a: 'b' }, labelsFromPath: { c: ['d'] }, errorLogV: -1 })],
    ['wildcards', entry({ groupVersionKind: { group: 'a.b', version: '*', kind: '*' } })],
    ['a group alone', entry({ groupVersionKind: { group: 'a.b' } })],
    [
      'words for booleans',
      'spec: {resources: [{groupVersionKind: {group: a}, metrics: [{name: m, each: {type: gauge, gauge: {nilIsZero: yes}}}]}]}',
    ],
    [
      'anchors',
      'x-labels: &l {n: [metadata, name]}\nspec: {resources: [{groupVersionKind: {group: a}, labelsFromPath: *l}, {groupVersionKind: {group: b}, labelsFromPath: {<<: *l, o: [p]}}]}',
    ],
    ['no resources', 'kind: CustomResourceStateMetrics\nspec: {resources: []}'],
  ])('accepts %s, as the reader does', (_, text) => {
    expect(shownIn(text)).toEqual([]);
    expect(foundIn(text)).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['a path that is a text', each({ type: 'Gauge', gauge: { path: 'spec.a' } }), '/gauge/path'],
    ['a step that is a list', each({ type: 'Gauge', gauge: { path: [['a']] } }), '/gauge/path/0'],
    ['a lookup without =', each({ type: 'Gauge', gauge: { path: ['a', '[Ready]'] } }), '/gauge/path/1'],
    ['an empty lookup', each({ type: 'Info', info: { path: ['a', '[]'] } }), '/info/path/1'],
    [
      'a lookup without = for a label',
      each({ type: 'Info', info: { labelsFromPath: { l: ['[a]'] } } }),
      '/labelsFromPath/l/0',
    ],
    ['a lookup without = for a value', each({ type: 'Gauge', gauge: { valueFrom: ['[a]'] } }), '/valueFrom/0'],
    ['too long a path', each({ type: 'Gauge', gauge: { path: Array(65).fill('a') } }), '/gauge/path'],
    ['a label with a text as path', metric({ labelsFromPath: { l: 'metadata.name' } }), '/labelsFromPath/l'],
    ['an unknown type', each({ type: 'Counter', gauge: {} }), '/each/type'],
    ['no type', each({ gauge: {} }), '/each'],
    ['the wrong part for the type', each({ type: 'Gauge', info: {} }), '/each'],
    ['a part that is null', each({ type: 'info', info: null }), '/each/info'],
    ['a state set without label', each({ type: 'StateSet', stateSet: { list: ['a'] } }), '/stateSet'],
    [
      'a state set with a blank label',
      each({ type: 'StateSet', stateSet: { labelName: '', list: ['a'] } }),
      '/labelName',
    ],
    ['a list that is a text', each({ type: 'StateSet', stateSet: { labelName: 'l', list: 'a' } }), '/stateSet/list'],
    ['nilIsZero that is a number', each({ type: 'Gauge', gauge: { nilIsZero: 1 } }), '/nilIsZero'],
    ['nilIsZero that is another word', each({ type: 'Gauge', gauge: { nilIsZero: 'maybe' } }), '/nilIsZero'],
    ['errorLogV that is a word', entry({ errorLogV: 'high' }), '/errorLogV'],
    ['errorLogV beyond 32 bits', entry({ errorLogV: 2 ** 31 }), '/errorLogV'],
    ['no group', entry({ groupVersionKind: { version: 'v1', kind: 'Foo' } }), '/groupVersionKind'],
    ['a blank group', entry({ groupVersionKind: { group: '' } }), '/groupVersionKind/group'],
    ['a wildcard as group', entry({ groupVersionKind: { group: '*' } }), '/groupVersionKind/group'],
    ['a kind that is a list', entry({ groupVersionKind: { group: 'a', kind: ['Foo'] } }), '/groupVersionKind/kind'],
    ['metrics that are a mapping', entry({ metrics: { name: 'm' } }), '/metrics'],
    ['labels that are a list', entry({ commonLabels: ['a'] }), '/commonLabels'],
    ['resources that are a mapping', 'spec: {resources: {a: 1}}', '/spec/resources'],
    ['a list', '[1]', ''],
  ])('refuses %s, as the reader does', (_, text, place) => {
    expect(shownIn(text).join('\n')).toContain(`${place} `);
    expect(foundIn(text)).not.toEqual([]);
  });

  it.each<[string, string, string]>([
    ['a misspelled key', entry({ metricsNamePrefix: 'x' }), 'resources/0'],
    ['a key in another case', each({ type: 'StateSet', stateset: {}, stateSet: { labelName: 'l' } }), '/each'],
    ['a misspelled key at the top', JSON.stringify({ specs: {}, spec: {} }), ' must NOT'],
    ['another kind', 'kind: Other\nspec: {resources: []}', '/kind'],
    ['a name that no metric can have', metric({ name: 'a-b' }), '/name'],
  ])('refuses %s, which the reader ignores', (_, text, place) => {
    expect(shownIn(text).join('\n')).toContain(place);
    expect(foundIn(text)).toEqual([]);
  });

  it('is the one that is committed', () => {
    expect(JSON.parse(read('deploy/custom-resources/schema.json'))).toEqual(configurationSchema());
  });
});
