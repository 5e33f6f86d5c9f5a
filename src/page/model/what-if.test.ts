import { describe, expect, it } from 'vitest';
import { testCardinality, testFamily, testLabel } from '../../../test/support/explorer-data.ts';
import { costChanges } from './costs.ts';
import { divisionFor } from './division.ts';
import { type LeftOut, NOTHING, restOf } from './what-if.ts';

const uid = '1b4e28ba-2fa1-11d2-883f-0016d3cca427';
const all = testCardinality([
  testFamily('kube_pod_info', 'pods', 400, [testLabel('namespace', 400, 4), testLabel('uid', 400, 400, uid)]),
  testFamily('kube_pod_ips', 'pods', 400, [testLabel('uid', 400, 400, uid)]),
  testFamily('kube_namespace_created', 'namespaces', 4),
  testFamily('kube_customresource_x', 'xs', 100),
  testFamily('other', '', 96),
]);
const rest = (leftOut: Partial<LeftOut>) => restOf(all, { ...NOTHING, ...leftOut });

describe('restOf', () => {
  it('is the whole where nothing is left out', () => {
    expect(rest({}).total).toEqual(all.total);
  });

  it('leaves families out', () => {
    const { total, families } = rest({ families: new Set(['kube_pod_ips']) });
    expect(total).toEqual({ series: 600, rawBytes: 60_000, packedBytes: 6_000 });
    expect(families[1]!.series).toBe(0);
  });

  it('leaves namespaces out, but not the namespaces themselves, which are in none', () => {
    const { total, families } = rest({ namespaces: new Set(['a', 'b', 'unknown']) });
    expect(families.map(({ series }) => series)).toEqual([100, 100, 4, 25, 24]);
    expect(total.rawBytes).toBe(25_300);
  });

  it('leaves a label out of all families of a resource, and keeps the series', () => {
    const { total, families } = rest({ labels: new Set(['pods/uid']) });
    expect(total.series).toBe(1_000);
    expect(families[1]!.rawBytes).toBe(40_000 - 400 * (3 + uid.length + 4));
    expect(families[1]!.packedBytes).toBeLessThan(0.5 * 4_000);
    expect(families[4]).toMatchObject({ rawBytes: 9_600 });
  });

  it('takes a label of distinct values for more compressed bytes than one that repeats', () => {
    const [without, with_] = ['namespace', 'uid'].map((name) => rest({ labels: new Set([`pods/${name}`]) }));
    expect(with_!.total.packedBytes).toBeLessThan(without!.total.packedBytes);
  });

  it('chooses a profile among the families of built-in resources alone', () => {
    expect(rest({ profile: 'minimal' }).families.map(({ series }) => series)).toEqual([400, 0, 4, 100, 96]);
  });

  it('is never less than nothing', () => {
    const everything = { families: new Set(all.families.map(({ name }) => name)), namespaces: new Set(['a', 'b']) };
    expect(rest({ ...everything, labels: new Set(['pods/uid']) }).total).toMatchObject({ series: 0, rawBytes: 0 });
  });
});

describe('costChanges', () => {
  const live = {
    ...{ program: '', resources: [], shard: { ordinal: 0, total: 1, algorithm: 'jump' } },
    memory: { residentBytes: 200e6, limitBytes: undefined },
  };
  const scrape = (seconds: number, bytes: number, gzip: boolean) => ({ atMs: 0, seconds, bytes, gzip });

  it('starts from the median of scrapes of the whole in the encoding of most', () => {
    const scrapes = [scrape(2, 900, true), scrape(4, 1_000, true), scrape(0.1, 10, true), scrape(9, 9_000, false)];
    const changes = costChanges(all, { ...NOTHING, families: new Set(['kube_pod_info']) }, { ...live, scrapes });
    expect(changes.scrapes).toBe(2);
    expect(changes.scrapeSeconds.now).toBe(4);
    expect(changes.scrapeSeconds.later).toBeLessThan(4);
    expect(changes.memoryBytes.now).toBe(200e6);
    expect(changes.memoryBytes.later).toBeLessThan(200e6);
  });

  it('expects costs where nothing was measured, and the same ones where nothing is left out', () => {
    const { scrapes, scrapeSeconds, memoryBytes } = costChanges(all, NOTHING, undefined);
    expect(scrapes).toBe(0);
    expect(scrapeSeconds.later).toBe(scrapeSeconds.now);
    expect(memoryBytes.later).toBe(memoryBytes.now);
    expect(memoryBytes.now).toBeGreaterThan(50e6);
  });

  it('counts objects of a namespace that is left out', () => {
    const objects = (namespaces: ReadonlySet<string>) => {
      const empty = { ...all, families: all.families.map((family) => ({ ...family, packedBytes: 0 })) };
      return costChanges(empty, { ...NOTHING, namespaces }, undefined).memoryBytes.later;
    };
    expect(objects(new Set())).toBeGreaterThan(objects(new Set(['a'])));
  });
});

describe('divisionFor', () => {
  it.each([
    [100, 100, { parts: 1, shards: 1 }],
    [101, 100, { parts: 2, shards: 2 }],
    [390, 100, { parts: 8, shards: 5 }],
    [300, 100, { parts: 4, shards: 4 }],
    [10_000, 100, { parts: undefined, shards: 105 }],
  ])('divides %d bytes by a limit of %d', (total, limit, expected) => {
    expect(divisionFor(total, limit)).toEqual(expected);
  });
});
