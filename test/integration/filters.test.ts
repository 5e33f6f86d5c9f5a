import { afterEach, describe, expect, it } from 'vitest';
import { isoSeconds } from '../../src/simulator/cluster.ts';
import { eventually, type Pair, type PairOptions, somePod, startPair } from '../support/harness.ts';

let pair: Pair;
afterEach(() => pair?.stop());

async function start(args: readonly string[], options: PairOptions = {}): Promise<void> {
  pair = await startPair({ pods: 30, ...options, args });
  await pair.app.synced;
}
const metrics = async (query = ''): Promise<string> => (await pair.get(`/metrics${query}`)).text();
const put = (plural: string, object: object): unknown =>
  pair.simulator.cluster.put(pair.simulator.cluster.of(plural), object as never);
const families = (text: string): Set<string> => new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map((m) => m[1]!));

describe('what is shown', () => {
  it('is a profile', async () => {
    await start(['--metric-profile=minimal']);
    expect(families(await metrics())).toEqual(
      new Set([
        'kube_node_info',
        'kube_node_spec_unschedulable',
        'kube_node_status_condition',
        'kube_pod_container_status_restarts_total',
        'kube_pod_info',
        'kube_pod_owner',
        'kube_pod_status_phase',
        'kube_pod_status_ready',
      ]),
    );
  });

  it('leaves out states that do not hold', async () => {
    await start([]);
    const full = await metrics();
    await pair.stop();
    await start(['--sparse-states']);
    const sparse = await metrics();
    const phases = (text: string): string[] => text.split('\n').filter((l) => l.startsWith('kube_pod_status_phase{'));
    expect(phases(sparse)).toEqual(phases(full).filter((l) => l.endsWith(' 1')));
    expect(sparse).not.toMatch(/^kube_node_status_condition\{.*\} 0$/m);
    // Flags that are 0 are no states of a set.
    expect(sparse).toMatch(/^kube_pod_container_status_waiting\{.*\} 0$/m);
  });

  it('puts labels on every metric of a resource, once', async () => {
    await start(['--metric-labels-everywhere=pods=[team]', '--metric-labels-allowlist=pods=[team,app]']);
    put('pods', somePod('no-labels'));
    await eventually(async () => expect(await pair.shownPods()).toContain('no-labels'));
    const lines = (await metrics('?resources=pods')).split('\n').filter((l) => l.startsWith('kube_pod_'));
    for (const line of lines.filter((l) => !l.includes('pod="no-labels"')))
      expect(line.match(/label_team="/g)).toHaveLength(1);
    for (const line of lines.filter((l) => l.includes('pod="no-labels"'))) expect(line).not.toContain('label_');
    expect(lines.some((l) => /^kube_pod_labels\{.*label_team=".*",label_app="/.test(l))).toBe(true);
  });

  it('leaves out labels that are not needed to tell series apart', async () => {
    await start(['--metric-drop-labels=pods=[uid]']);
    expect(await metrics('?resources=pods')).not.toContain('uid="');
    expect((await pair.shownPods()).length).toBe(pair.pods().length);
  });
});

describe('which objects are shown', () => {
  it('keeps objects without a UID apart', async () => {
    await start([]);
    for (const name of ['one', 'two'])
      put('pods', { ...somePod(name), metadata: { name, namespace: 'default', uid: '' } });
    const shown = async (): Promise<string[]> => (await pair.shownPods()).filter((n) => n === 'one' || n === 'two');
    await eventually(async () => expect(await shown()).toEqual(['one', 'two']));
    const uids = [...(await metrics()).matchAll(/^kube_pod_info\{.*pod="(?:one|two)",uid="([^"]*)"/gm)].map(
      (m) => m[1],
    );
    expect(uids).toEqual(['', '']);
    pair.simulator.cluster.delete(pair.simulator.cluster.of('pods'), 'default', 'one');
    await eventually(async () => expect(await shown()).toEqual(['two']));
  });

  it('follows a label selector, which the server applies', async () => {
    await start(['--object-label-selector=pods=tier in (front, back),x']);
    expect(await pair.shownPods()).toEqual([]);
    put('pods', somePod('in', { metadata: { name: 'in', namespace: 'default', labels: { tier: 'front', x: '1' } } }));
    put('pods', somePod('out', { metadata: { name: 'out', namespace: 'default', labels: { tier: 'other', x: '1' } } }));
    await eventually(async () => expect(await pair.shownPods()).toEqual(['in']));
    expect(pair.simulator.requests.find((r) => r.path.endsWith('/pods'))!.query.get('labelSelector')).toBe(
      'tier in (front, back),x',
    );
  });

  it('follows the labels of namespaces, as they change', async () => {
    await start(['--namespace-selector=team=shop', '--resources=nodes']);
    const inNamespaces = (pattern: RegExp): string[] =>
      [...pair.simulator.cluster.of('pods').items.values()]
        .map((o) => o.value.metadata)
        .filter((m) => pattern.test(m.namespace ?? ''))
        .map((m) => m.name)
        .sort();
    expect(await pair.shownPods()).toEqual(inNamespaces(/^shop-/));
    expect(await metrics('?resources=nodes')).toContain('kube_node_info{');
    put('namespaces', { metadata: { name: 'data-0', labels: { team: 'shop' } } });
    await eventually(async () => expect(await pair.shownPods()).toEqual(inNamespaces(/^(shop-|data-0)/)));
    put('namespaces', { metadata: { name: 'shop-0', labels: { team: 'other' } } });
    await eventually(async () => expect(await pair.shownPods()).toEqual(inNamespaces(/^data-0/)));
  });

  it('leaves out pods that ended long ago, as their time comes', async () => {
    const ended = (name: string, secondsAgo: number): object => {
      const finishedAt = isoSeconds(Date.now() - secondsAgo * 1000);
      const status = {
        phase: 'Succeeded',
        containerStatuses: [{ name: 'c', state: { terminated: { exitCode: 0, finishedAt } } }],
      };
      return somePod(name, { status });
    };
    await start(['--finished-pod-max-age=3s', '--namespaces=default'], {
      prepare: (s) => {
        for (const pod of [ended('old', 60), ended('fresh', 0), somePod('running')])
          s.cluster.put(s.cluster.of('pods'), pod as never);
      },
    });
    expect(await pair.shownPods()).toEqual(['fresh', 'running']);
    await eventually(async () => expect(await pair.shownPods()).toEqual(['running']), 12_000);
    put('pods', ended('running', 60));
    await eventually(async () => expect(await pair.shownPods()).toEqual([]));
  });

  it('gives the place of a pod that ages out under --object-limit to the next one', async () => {
    const finishedAt = isoSeconds(Date.now());
    const containerStatuses = [{ name: 'c', state: { terminated: { exitCode: 0, finishedAt } } }];
    await start(['--finished-pod-max-age=3s', '--object-limit=2', '--namespaces=default'], {
      prepare: ({ cluster }) => {
        const status = { phase: 'Succeeded', containerStatuses };
        for (const pod of [somePod('a', { status }), somePod('b'), somePod('c')])
          cluster.put(cluster.of('pods'), pod as never);
      },
    });
    expect(await pair.shownPods()).toEqual(['a', 'b']);
    await eventually(async () => expect(await pair.shownPods()).toEqual(['b', 'c']), 12_000);
  });
});
