import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Difference } from '../support/peer/compare.ts';
import { configOf, type PeerCase, peerCases } from '../support/peer/generate.ts';
import { oddMembers } from '../support/peer/odd-values.ts';
import { startPair } from '../support/peer/pair.ts';
import { type RawApi, type RawObject, startRawApi } from '../support/peer/raw-api.ts';
import { wellKnownCases } from '../support/peer/well-known/all.ts';
import type { WellKnown } from '../support/peer/well-known/case.ts';
import { documentOf } from '../support/peer/yaml-cases.ts';

/** Path of the reference, `kube-state-metrics` itself. */
const peer = process.env.KSM_PEER ?? '';
/** Configurations to try, 100 entries each, and the seed of the first. */
const runs = Number(process.env.CRS_RUNS ?? 2);
const firstSeed = Number(process.env.CRS_SEED ?? 1);
const CASES = 100;
/** Values of one object, and what shows them as numbers and as texts. */
const VALUES = 2_000;
/** Items of a list; longer ones, printed as a label, are cut off here. */
const LIST = 200;
const VALUES_CONFIG = documentOf([entryOfValues()]);
const FIRST_MS = 20_000;
const ROUND_MS = 6_000;

let api: RawApi;
beforeAll(async () => {
  api = await startRawApi();
});
afterAll(() => api.stop());

describe.skipIf(peer === '')(
  `random custom resources, with kube-state-metrics (KSM_PEER${peer === '' ? ' is not set' : ''})`,
  () => {
    it.each(Array.from({ length: runs }, (_, i) => firstSeed + i))('are shown alike: seed %i', async (seed) => {
      const cases = peerCases(seed, CASES);
      for (const { kinds } of cases) for (const kind of kinds) api.define(kind);
      place(cases, 0);
      const pair = await startPair(peer, api.url, [configOf(cases, false), configOf(cases, true)]);
      try {
        for (const [round] of cases[0]!.rounds.entries()) {
          if (round > 0) place(cases, round);
          const differences = await pair.settle(round === 0 ? FIRST_MS : ROUND_MS);
          expect(explain(differences, cases, round, seed)).toBe('');
        }
        const [text] = await pair.fetch('metrics');
        expect(text.match(/^m\d+_|^\w+_m\d+_/gm)!.length).toBeGreaterThan(CASES);
      } finally {
        await pair.stop();
        for (const { kinds, rounds } of cases)
          for (const kind of kinds) {
            for (const object of rounds.flat()) api.remove(kind, object);
            api.undefine(kind);
          }
      }
    });
  },
);

describe.skipIf(peer === '')('odd values, with kube-state-metrics', () => {
  it.each(Array.from({ length: runs }, (_, i) => firstSeed + i))(
    'are converted and printed alike: seed %i',
    async (seed) => {
      const kind = { group: 'values.example.com', kind: 'Value', plural: 'values', versions: { v1: true } };
      api.define(kind);
      const members = oddMembers(seed, VALUES);
      const values = members.map((member) => member.slice(member.indexOf(':') + 1));
      const items = values.map((value, i) => `{"i":${i},"v":${value}}`);
      api.put(kind, { namespace: 'ns', name: 'all', metadata: '', members: `"spec":{${members.join()}}` });
      for (let i = 0; i < items.length; i += LIST)
        api.put(kind, {
          namespace: 'ns',
          name: `list-${i}`,
          metadata: '',
          members: `"spec":{"list":[${items.slice(i, i + LIST).join()}]}`,
        });
      const pair = await startPair(peer, api.url, [VALUES_CONFIG, VALUES_CONFIG]);
      try {
        const differences = await pair.settle(FIRST_MS);
        const shown = differences.flatMap(({ family, lines }) =>
          lines.map((line) => `${family} ${line.slice(0, 300)} ${valueAt(line, values)}`),
        );
        expect(shown.slice(0, 30), pair.reference.output().slice(-2_000)).toEqual([]);
      } finally {
        await pair.stop();
        api.undefine(kind);
      }
    },
  );
});

function entryOfValues(): string {
  const each = [
    '{name: number, each: {type: Gauge, gauge: {path: [spec], labelFromKey: key}}}',
    '{name: text, each: {type: Info, info: {path: [spec], labelFromKey: key, labelsFromPath: {v: []}}}}',
    '{name: items, each: {type: Gauge, gauge: {path: [spec, list], valueFrom: [v], nilIsZero: true, labelsFromPath: {i: [i]}}}}',
    '{name: words, each: {type: Info, info: {path: [spec, list], labelsFromPath: {i: [i], v: [v]}}}}',
  ];
  return `  - groupVersionKind: {group: values.example.com, version: v1, kind: Value}\n    labelsFromPath: {obj: [metadata, name]}\n    metrics: [${each.join()}]\n`;
}

/** The value, as JSON, that a line is of. */
function valueAt(line: string, values: readonly string[]): string {
  const [, index] = /[^_](?:key="k|i=")(\d+)"/.exec(line) ?? [];
  return index === undefined ? '' : values[Number(index)]!;
}

describe.skipIf(peer === '')('well-known APIs, with kube-state-metrics', () => {
  it('are shown alike, and the self-metrics are the same', async () => {
    expect(wellKnownCases.length).toBeGreaterThan(20);
    const [first] = wellKnownCases;
    const put = (cases: readonly WellKnown[]): void => {
      for (const { kind, objects } of cases) {
        api.define(kind);
        for (const object of objects) api.put(kind, object);
      }
    };
    put(wellKnownCases.slice(1));
    const config = documentOf(wellKnownCases.map(({ entry }) => entry));
    const pair = await startPair(peer, api.url, [config, config]);
    try {
      expect(await pair.settle(FIRST_MS)).toEqual([]);
      // A kind that appears, and one that vanishes.
      put([first!]);
      api.undefine(wellKnownCases.at(-1)!.kind);
      expect(await pair.settle(FIRST_MS)).toEqual([]);
      await vi.waitFor(async () => {
        const [reference, own] = (await pair.fetch('telemetry')).map(selfMetrics);
        expect(reference).toHaveLength(4 * 2 + 2 * 2);
        expect(own).toEqual(reference);
      }, ROUND_MS);
    } finally {
      await pair.stop();
    }
  });
});

/** The self-metrics of custom resources: types and samples, without the names of files. */
function selfMetrics(text: string): readonly string[] {
  const wanted = /^(?:# TYPE )?kube_state_metrics_(?:custom_resource_state_|config_hash|last_config_reload_successful)/;
  return text
    .split('\n')
    .filter((line) => wanted.test(line))
    .map((line) => line.replace(/filename="[^"]*"/, '').replace(/ ([\d.e+]+)$/, (_, value) => ` ${Number(value)}`))
    .sort();
}

/** Brings the server to a round: changes, creates and deletes. */
function place(cases: readonly PeerCase[], round: number): void {
  for (const { kinds, rounds } of cases)
    for (const kind of kinds) {
      const now = rounds[round]!;
      for (const old of rounds[round - 1] ?? []) if (!now.some(({ name }) => name === old.name)) api.remove(kind, old);
      for (const object of now) api.put(kind, object);
    }
}

/** The differences with the metric and the objects that they are of; empty: there are none. */
function explain(differences: readonly Difference[], cases: readonly PeerCase[], round: number, seed: number): string {
  return differences
    .slice(0, 8)
    .map(({ family, lines }) => {
      const found = /m(\d+)_(.*)$/.exec(family);
      const each = found ? cases[Number(found[1])] : undefined;
      const metrics = each?.entry.metrics.filter((m) => (m as { name: string }).name === found![0]);
      const objects = each?.rounds[round]?.filter(({ name }) => lines.some((line) => line.includes(`"${name}"`)));
      const text = (all: readonly RawObject[]): string =>
        all
          .slice(0, 2)
          .map((o) => `${o.metadata},${o.members}`)
          .join('\n');
      return [
        `seed ${seed}, round ${round}, ${family}:`,
        ...lines.slice(0, 8),
        JSON.stringify({ ...each?.entry, metrics }),
        text(objects ?? []),
      ].join('\n');
    })
    .join('\n\n');
}
