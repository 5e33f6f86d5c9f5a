import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customMetric, customObject, entryKeys } from '../../test/support/custom-resource-arbitraries.ts';
import { configOf, FOO, resourceOf, show, sparse } from '../../test/support/custom-resources.ts';
import { parseSamples } from '../../test/support/exposition-text.ts';
import { jsonWatch, readWatch } from '../../test/support/rendering.ts';
import { familyTexts } from '../render/renderer.ts';
import type { CustomResourceFault } from './contract.ts';
import { MAX_LABEL_LENGTH } from './texts.ts';

const gauge = (keys: object, more: object = {}) => ({ name: 'm', each: { type: 'Gauge', gauge: keys }, ...more });
const info = (keys: object, more: object = {}) => ({ name: 'm', each: { type: 'Info', info: keys }, ...more });
const states = (keys: object) => ({ name: 'm', each: { type: 'StateSet', stateSet: { labelName: 's', ...keys } } });
const KIND = 'customresource_group="myteam.io",customresource_kind="Foo",customresource_version="v1"';

/** Samples of one metric without its name and the labels that name the kind. */
function samplesOf(metric: object, object: object | string, more: object = {}): string[] {
  const { samples } = show(configOf([metric], more), object);
  return samples.map((line) => {
    const own = parseSamples(`${line}\n`)[0]!.labels.filter(([name]) => !name.startsWith('customresource_'));
    return `${own.map(([name, value]) => `${name}=${value}`).join(' ')} ${line.slice(line.lastIndexOf(' ') + 1)}`.trim();
  });
}
const faultsOf = (metric: object, object: object | string): readonly CustomResourceFault[] =>
  show(configOf([metric]), object).faults;

const object = {
  metadata: { name: 'n', namespace: 'ns', labels: { app: 'web', 'a.b/c': 'd' } },
  list: [{ k: 'x', v: 1 }, { k: 'y', v: '2' }, { k: 'z' }, null, 'text'],
  map: { one: { v: 1, l: 'i' }, two: { v: 2 }, three: { l: 'k' }, four: null },
  plain: { a: 1, b: 2, t: 'no number' },
  phase: 'Ready',
  'dotted.key/x': 5,
  odd: { 'x=y': 1, x: 'y' },
};

describe('gauge', () => {
  it.each<[string, object, string[]]>([
    ['a value', { path: ['plain', 'a'] }, ['1']],
    ['a key with dots', { path: ['dotted.key/x'] }, ['5']],
    ['an item by index', { path: ['list', '1', 'v'] }, ['2']],
    ['an item from the end', { path: ['list', '-5', 'v'] }, ['1']],
    ['an index that is out of range', { path: ['list', '9', 'v'] }, []],
    ['a lookup by text', { path: ['list', '[k=y]', 'v'] }, ['2']],
    ['a lookup by number', { path: ['list', '[v=1]', 'v'] }, ['1']],
    ['a lookup by number in a text', { path: ['list', '[v=2.0]', 'v'] }, ['2']],
    ['a lookup in what is no list', { path: ['plain', '[a=1]'] }, []],
    ['a comparison that holds', { path: ['odd', 'x=y'] }, []],
    ['each item with a value', { path: ['list'], valueFrom: ['v'], labelsFromPath: { k: ['k'] } }, ['k=x 1', 'k=y 2']],
    [
      'each item, zero without a value',
      { path: ['list'], valueFrom: ['v'], nilIsZero: true, labelsFromPath: { k: ['k'] } },
      ['0', 'k=x 1', 'k=y 2', 'k=z 0'],
    ],
    ['each member by its key', { path: ['plain'], labelFromKey: 'key' }, ['key=a 1', 'key=b 2']],
    ['the member that valueFrom names', { path: ['plain'], valueFrom: ['b'], labelFromKey: 'key' }, ['key=b 2']],
    [
      'each member with a value in it, and labels of it',
      { path: ['map'], valueFrom: ['v'], labelFromKey: 'key', labelsFromPath: { l: ['l'] } },
      ['key=one l=i 1', 'key=two 2'],
    ],
    [
      'labels of the object around the members',
      { path: ['plain'], labelFromKey: 'key', labelsFromPath: { around: ['t'] } },
      ['around=no number key=a 1', 'around=no number key=b 2'],
    ],
    ['nothing where nothing is', { path: ['nowhere'] }, []],
    ['zero where nothing is', { path: ['nowhere'], nilIsZero: true }, ['0']],
  ])('shows %s', (_, keys, samples) => expect(samplesOf(gauge(keys), object)).toEqual(samples));
});

describe('info', () => {
  it.each<[string, object, string[]]>([
    ['labels of the object', { labelsFromPath: { p: ['phase'] } }, ['p=Ready 1']],
    ['no sample without labels', { path: ['plain'] }, []],
    ['each item', { path: ['list'], labelsFromPath: { k: ['k'] } }, ['k=x 1', 'k=y 1', 'k=z 1']],
    ['each key', { path: ['plain'], labelFromKey: 'key' }, ['key=a 1', 'key=b 1', 'key=t 1']],
    [
      'members, and the object',
      { path: ['map'], labelsFromPath: { l: ['l'], v: ['one', 'v'] } },
      ['l=i 1', 'l=k 1', 'v=1 1'],
    ],
    ['a scalar', { path: ['phase'], labelsFromPath: { self: [] } }, ['self=Ready 1']],
    [
      'values as Go prints them',
      { labelsFromPath: { m: ['map'] } },
      ['m=map[four:<nil> one:map[l:i v:1] three:map[l:k] two:map[v:2]] 1'],
    ],
    [
      'lists as Go prints them',
      { labelsFromPath: { l: ['list'] } },
      ['l=[map[k:x v:1] map[k:y v:2] map[k:z] <nil> text] 1'],
    ],
    ['copied members', { labelsFromPath: { '*': ['metadata', 'labels'] } }, ['a_b_c=d app=web 1']],
    ['copied members with a prefix', { labelsFromPath: { 'p_*': ['metadata', 'labels'] } }, ['p_a_b_c=d p_app=web 1']],
    ['copied members behind **', { labelsFromPath: { '**': ['metadata', 'labels'] } }, ['_a_b_c=d _app=web 1']],
    [
      'a picked label over a copied one',
      { labelsFromPath: { '*': ['metadata', 'labels'], app: ['phase'] } },
      ['a_b_c=d app=Ready 1'],
    ],
    ['nothing of a star that is no object', { labelsFromPath: { '*': ['list'], p: ['phase'] } }, ['p=Ready 1']],
  ])('shows %s', (_, keys, samples) => expect(samplesOf(info(keys), object)).toEqual(samples));

  it('prints numbers with all their digits, and floats as Go does', () => {
    const text = '{"i":9007199254740993,"f":1000000.0,"e":1e21,"d":0.1,"z":-0.0,"m":1000000}';
    const paths = { i: ['i'], f: ['f'], e: ['e'], d: ['d'], z: ['z'], m: ['m'] };
    expect(samplesOf(info({ labelsFromPath: paths }), text)).toEqual([
      'd=0.1 e=1e+21 f=1e+06 i=9007199254740993 m=1000000 z=-0 1',
    ]);
  });
});

describe('state set', () => {
  it('shows each state, in order', () => {
    expect(samplesOf(states({ path: ['phase'], list: ['Ready', 'Bad'] }), object)).toEqual(['s=Bad 0', 's=Ready 1']);
    expect(
      samplesOf(states({ path: ['list'], valueFrom: ['k'], list: ['x'], labelsFromPath: { v: ['v'] } }), object),
    ).toEqual(['s=x 0', 's=x v=1 1', 's=x v=2 0']);
    expect(samplesOf(states({ path: ['nowhere'], list: ['x'] }), object)).toEqual([]);
  });

  it('shows what holds alone, if states are sparse', () => {
    const plan = sparse(resourceOf(configOf([states({ path: ['phase'], list: ['Ready', 'Bad'] })])));
    const [read] = readWatch(plan, 'json', jsonWatch([object]));
    expect(familyTexts(plan, read!).join('')).toBe(`kube_customresource_m{${KIND},s="Ready"} 1\n`);
  });
});

describe('labels', () => {
  it('are overridden: common by kind, by metric, by path, by those of the sample', () => {
    const given = {
      commonLabels: { customresource_kind: 'X', a: 'r', b: 'r', c: 'r', d: 'r' },
      labelsFromPath: { c: ['phase'], d: ['phase'] },
    };
    const metric = info(
      { labelsFromPath: { d: ['plain', 'a'] } },
      { commonLabels: { b: 'm', customresource_version: 'm' } },
    );
    expect(show(configOf([metric], given), object).samples).toEqual([
      'kube_customresource_m{a="r",b="m",c="Ready",customresource_group="myteam.io",customresource_kind="Foo",customresource_version="m",d="1"} 1',
    ]);
  });

  it('have names that the formats know', () => {
    const metric = info(
      { path: ['plain'], labelFromKey: '1k-k', labelsFromPath: { é: ['nowhere'], '2*': [] } },
      { commonLabels: { 'a.b': 'c' } },
    );
    expect(samplesOf(metric, { plain: { x: 'y' } })).toEqual(['_1k_k=x a_b=c 1', '_2x=y a_b=c 1']);
  });
});

describe('families', () => {
  it('of one name are one, with the type of the first', () => {
    const faults: CustomResourceFault[] = [];
    const second = info({ labelsFromPath: { n: ['plain', 'b'] } });
    const config = configOf([gauge({ path: ['plain', 'a'] }), gauge({ path: ['plain', 'b'] }), second]);
    const { families } = resourceOf(config, FOO, faults);
    expect(families.map(({ name, type }) => [name, type])).toEqual([['kube_customresource_m', 'gauge']]);
    expect(faults).toEqual([]);
    // The first of two samples with the same labels counts.
    expect(show(config, object).samples).toEqual([
      `kube_customresource_m{${KIND}} 1`,
      `kube_customresource_m{${KIND},n="2"} 1`,
    ]);
  });

  it.each(['a-b', '1a', 'ä'])('are left out by the name %s alone', (name) => {
    const faults: CustomResourceFault[] = [];
    const config = configOf([{ ...gauge({ path: ['plain', 'a'] }), name }, gauge({ path: ['plain', 'a'] })], {
      metricNamePrefix: '',
    });
    expect(resourceOf(config, FOO, faults).families.map((family) => family.name)).toEqual(['m']);
    expect(faults[0]!.problem).toContain(`"${name}" is not a valid metric name`);
  });

  it('belong to a resource that is read as JSON, by a selector', () => {
    const { plural, group, version, form, selector, namespaced } = resourceOf(
      configOf([gauge({})], { selector: 'app=web' }),
    );
    expect({ plural, group, version, form, selector, namespaced }).toEqual({
      ...{ plural: 'foos', group: 'myteam.io', version: 'v1', form: 'json', selector: 'app=web', namespaced: true },
    });
  });
});

describe('faults', () => {
  const fault = { resource: 'foos.myteam.io', metric: 'kube_customresource_m', object: 'ns/n', verbosity: 0 };

  it.each<[object, string, string]>([
    [gauge({ path: ['nowhere', 'a'] }), '[nowhere,a]', 'no value'],
    [gauge({ path: ['phase'] }), '[phase]', 'expected a number, got "Ready"'],
    [gauge({ path: ['list', '0'], valueFrom: ['k'] }), '[list,0][k]', 'expected a number, got "x"'],
    [gauge({ path: ['plain'], valueFrom: ['t'] }), '[plain][t]', 'expected a number, got "no number"'],
    [gauge({ path: ['matrix'] }), '[matrix][0]', 'expected a number, got a list'],
    [states({ path: ['plain', 'a'], list: ['x'] }), '[plain,a]', 'expected a text, got 1'],
    [states({ path: ['map'], valueFrom: ['one'], list: ['x'] }), '[map,one]', 'expected a text, got an object'],
  ])('%j', (metric, path, problem) => {
    const [found] = faultsOf(metric, { ...object, matrix: [[1]], list: [{ k: 'x' }] });
    expect(found).toEqual({ ...fault, path, problem });
  });

  it('carry the verbosity that they are logged from', () => {
    const [found] = faultsOf({ ...gauge({ path: ['phase'] }), errorLogV: 4 }, object);
    expect(found!.verbosity).toBe(4);
  });

  it('name a label value that is cut off, and it ends there', () => {
    const long = {
      metadata: { name: 'n' },
      a: 'x'.repeat(MAX_LABEL_LENGTH + 1),
      b: Array.from({ length: 40_000 }, () => 1),
    };
    const { samples, faults } = show(configOf([info({ labelsFromPath: { a: ['a'], b: ['b'] } })]), long);
    const [a, b] = parseSamples(`${samples[0]}\n`)[0]!.labels.map(([, value]) => value);
    for (const value of [a!, b!]) expect([value.length, value.at(-1)]).toEqual([MAX_LABEL_LENGTH + 1, '…']);
    expect(faults.map(({ path, problem, object: of }) => ({ path, problem, of }))).toEqual(
      ['[a]', '[b]'].map((path) => ({ path, problem: `longer than ${MAX_LABEL_LENGTH} characters`, of: 'n' })),
    );
  });

  it('name a value that is nested too deeply', () => {
    const text = `{"metadata":{"name":"n"},"a":${'['.repeat(150)}${']'.repeat(150)}}`;
    const { samples, faults } = show(configOf([info({ labelsFromPath: { a: ['a'] } })]), text);
    expect(samples[0]).toContain('[[[…]]]');
    expect(faults[0]).toMatchObject({ path: '[a]', problem: 'nested more than 100 levels deep', object: 'n' });
  });
});

it('compiles paths of many indexes in no time', () => {
  const path = new Array(60).fill('0');
  const all = gauge({
    path: path.slice(30),
    valueFrom: path.slice(0, 30),
    labelsFromPath: { l: path, m: [...path.slice(1), '1'] },
  });
  expect(samplesOf(all, { 0: 7 })).toEqual([]);
  const text = `{"0":${'['.repeat(59)}7${']'.repeat(59)}}`;
  expect(samplesOf(gauge({ path }), text)).toEqual(['7']);
});

describe('any configuration and object', () => {
  it('gives valid samples, each once, and named faults', () => {
    const metrics = fc.array(customMetric, { maxLength: 3 });
    fc.assert(
      fc.property(metrics, entryKeys, customObject, (all, keys, text) => {
        const config = configOf(
          all.map((metric, i) => ({ name: `m${i}`, ...metric })),
          keys,
        );
        const { samples, faults } = show(config, text);
        const parsed = parseSamples(samples.map((line) => `${line}\n`).join(''));
        const ids = parsed.map(({ name, labels }) => JSON.stringify([name, labels]));
        expect(new Set(ids).size).toBe(ids.length);
        for (const { labels } of parsed)
          expect(labels.map(([name]) => name)).toEqual(labels.map(([name]) => name).sort());
        for (const each of faults) {
          expect([each.resource, each.metric, each.path, each.problem, each.object]).not.toContain('');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('shows each metric as it is shown alone, whatever the others are', () => {
    const broken = fc.constantFrom(
      gauge({ path: ['spec'] }, { name: 'not valid' }),
      states({ path: ['status'], list: ['a'] }),
      gauge({ path: ['status', 'conditions'], valueFrom: ['type'] }),
      info({ path: ['spec'], labelsFromPath: { '*': [] } }),
    );
    fc.assert(
      fc.property(
        fc.array(customMetric, { minLength: 1, maxLength: 3 }),
        broken,
        entryKeys,
        customObject,
        (all, bad, keys, text) => {
          const named = all.map((metric, i) => ({ name: `m${i}`, ...metric }));
          const together = show(
            configOf([named[0]!, { ...bad, name: `${bad.name} bad` }, ...named.slice(1)], keys),
            text,
          );
          const alone = named.map((metric) => show(configOf([metric], keys), text));
          expect(together.samples).toEqual(alone.flatMap(({ samples }) => samples));
          const ofNamed = together.faults.filter(({ metric }) => !metric.endsWith(' bad'));
          expect(ofNamed).toEqual(alone.flatMap(({ faults }) => faults));
          const ofBad = together.faults.filter(({ metric }) => metric.endsWith(' bad'));
          expect(ofBad).toEqual([expect.objectContaining({ path: '' })]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('shows the metrics beside one that gives nothing but faults', () => {
    fc.assert(
      fc.property(customMetric, entryKeys, customObject, (metric, keys, text) => {
        const good = { name: 'good', ...metric };
        const bad = { ...gauge({ path: ['kind'] }), name: 'bad' };
        const alone = show(configOf([good], keys), text);
        const both = show(configOf([bad, good], keys), text);
        expect(both.samples).toEqual(alone.samples);
        const faults = both.faults.filter((fault) => fault.metric.endsWith('_bad'));
        expect(faults).toEqual([
          expect.objectContaining({ resource: 'foos.myteam.io', path: '[kind]', object: 'ns/n' }),
        ]);
      }),
      { numRuns: 300 },
    );
  });
});
