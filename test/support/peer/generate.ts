import fc from 'fast-check';
import { customMetric, entryKeys, jsonText } from '../custom-resource-arbitraries.ts';
import { aim, drawFrom } from './aim.ts';
import type { RawKind, RawObject } from './raw-api.ts';

/** An entry of a configuration with the kinds and objects that it is tried with. */
export interface PeerCase {
  readonly kinds: readonly RawKind[];
  /** The entry, in the language of the configuration; metrics of `bad` stand among its metrics. */
  readonly entry: Entry;
  /** Metrics that the reference refuses with the whole configuration: they are left out of what it gets. */
  readonly bad: readonly object[];
  /** Objects by round; those of a name replace each other, and those that a round has not are deleted. */
  readonly rounds: readonly (readonly RawObject[])[];
}

/** A resource of a configuration. */
export interface Entry {
  readonly groupVersionKind: object;
  readonly metrics: readonly object[];
  readonly [key: string]: unknown;
}

const ROUNDS = 3;
const NAMES = ['o-a', 'o-b', 'o-c', 'o-d'] as const;

const members = fc
  .record({ spec: jsonText, status: jsonText, labels: jsonText, list: fc.array(jsonText, { maxLength: 3 }) })
  .map(({ spec, status, labels, list }) => {
    const conditions = `"conditions":[${[...list, `{"type":"a","status":"True","c":${labels}}`].join()}]`;
    return `"spec":{"a":${spec},"b":${labels},"list":[${list.join()}]},"status":{${conditions},"a":${labels},"s":${status}}`;
  });
const metadata = fc
  .dictionary(fc.constantFrom('app', 'a.b/c', 'type', 'x-y', 'Ünï'), fc.string({ unit: 'grapheme', maxLength: 8 }), {
    maxKeys: 3,
    noNullPrototype: true,
  })
  .map((labels) => `"labels":${JSON.stringify(labels)},"generation":3,"creationTimestamp":"2024-01-02T03:04:05Z"`);
const objects = (index: number): fc.Arbitrary<RawObject[]> =>
  fc
    .tuple(
      ...NAMES.map((name) =>
        fc.option(
          fc.record({ members, metadata }).map((o) => ({ ...o, name })),
          { freq: 5 },
        ),
      ),
    )
    .map((all) => all.flatMap((o) => (o ? [{ ...o, namespace: 'ns', name: `${o.name}-${index}` }] : [])));

const badEach = fc.constantFrom<object>(
  { name: 'bad', each: { type: 'Histogram', gauge: { path: ['spec'] } } },
  { name: 'bad' },
  { name: 'bad', each: { type: 'Gauge', info: {} } },
  { name: 'bad', each: { type: 'StateSet', stateSet: { path: ['status'], list: ['a'] } } },
  { name: 'bad', each: { type: 'Info', info: { path: ['[a]'] } } },
  { name: 'bad', each: { type: 'Info', info: { labelsFromPath: { l: ['[]'] } } } },
  { name: 'bad', each: { type: 'Gauge', gauge: { valueFrom: ['[x]'] } } },
  { name: 'bad', labelsFromPath: { l: ['['], m: ['[]'] }, each: { type: 'Info', info: {} } },
  { name: 'bad-name', each: { type: 'Gauge', gauge: { path: ['metadata', 'generation'] } } },
);

const help = fc.constantFrom('', 'Help.', 'two\nlines \\ "quoted"', ' spaces ', 'ü🙂', '# TYPE x y');
const prefix = fc.constantFrom<object[]>(
  {},
  { metricNamePrefix: null },
  { metricNamePrefix: '' },
  { metricNamePrefix: 'own_p' },
);
const pattern = fc.constantFrom<[version: unknown, kind: unknown, kinds: number]>(
  ...(Array.from({ length: 6 }, () => ['v1', 'Foo', 1]) as [unknown, unknown, number][]),
  ['*', 'Foo', 1],
  ['', 'Foo', 2],
  ['v1beta1', '*', 2],
  [null, undefined, 2],
  ['*', '*', 1],
  ['v9', 'Foo', 1],
  ['v1', 'Other', 1],
);

/** Cases with the kinds of a group of their own each, whose metrics have names of their own. */
export function peerCase(index: number): fc.Arbitrary<PeerCase> {
  const group = `g${index}.example.com`;
  const names = fc.constantFrom('a', 'a', 'b', 'c', '', 'x:y', '_');
  return fc
    .record({
      pattern,
      prefix,
      keys: entryKeys,
      more: fc.constantFrom<object[]>({}, {}, { resourcePlural: 'wrong' }, { errorLogV: 5 }, { unknownKey: [1] }),
      odd: fc.constantFrom<object[]>({}, {}, {}, { 'odd.label': 'v' }, { '9lives': 'x' }),
      metrics: fc.array(fc.record({ metric: customMetric, name: names, help }), { minLength: 3, maxLength: 8 }),
      bad: fc.array(badEach, { maxLength: 1 }),
      rounds: fc.array(objects(index), { minLength: ROUNDS, maxLength: ROUNDS }),
    })
    .map(({ pattern: [version, kind, count], prefix, keys, more, odd, metrics, bad, rounds }) => ({
      kinds: ['Foo', 'Other'].slice(0, count).map((name) => ({
        group,
        kind: name,
        plural: `${name.toLowerCase()}s`,
        versions: { v1: true, v1beta1: true, v0: false },
      })),
      entry: {
        groupVersionKind: { group, version, kind },
        ...prefix,
        ...more,
        commonLabels: { ...keys.commonLabels, ...odd },
        labelsFromPath: { ...keys.labelsFromPath, obj: ['metadata', 'name'] },
        metrics: metrics.map(({ metric, name, help: text }) => ({ ...metric, name: `m${index}_${name}`, help: text })),
      },
      bad: bad.map((each) => ({
        ...each,
        ...((each as { name: string }).name === 'bad' && { name: `m${index}_bad` }),
      })),
      rounds,
    }));
}

/** Cases of a seed, whose metrics are aimed at their objects. */
export function peerCases(seed: number, count: number): readonly PeerCase[] {
  return Array.from({ length: count }, (_, i) => {
    const own = seed * 1_000 + i;
    const [drawn] = fc.sample(peerCase(i), { seed: own, numRuns: 1 });
    const { entry, rounds } = drawn!;
    // What fast-check draws can be shared.
    const metrics = structuredClone(entry.metrics);
    const draw = drawFrom(own);
    for (const metric of metrics) aim(metric as Parameters<typeof aim>[0], rounds.flat(), draw);
    return { ...drawn!, entry: { ...entry, metrics } };
  });
}

/** The configuration of cases: all of it, or the part that the reference takes. */
export function configOf(cases: readonly PeerCase[], withBad: boolean): string {
  const resources = cases.map(({ entry, bad }) => ({
    ...entry,
    metrics: [...(withBad ? bad : []), ...entry.metrics],
  }));
  return JSON.stringify({ kind: 'CustomResourceStateMetrics', spec: { resources } });
}
