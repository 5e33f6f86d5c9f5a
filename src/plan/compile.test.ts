import { describe, expect, it } from 'vitest';
import { compileOptions } from '../config/options.ts';
import type { Plan } from '../model/plan.ts';
import { resources } from '../resources/index.ts';
import { compilePlan } from './compile.ts';
import { diffPlans } from './diff.ts';

const plan = (...argv: string[]): Plan => compilePlan(compileOptions(argv, { resources }), resources);
const pods = '/v1/pods';

describe('compilePlan', () => {
  it('keys resources by group, version and plural, in the order of exposition', () => {
    const keys = [...plan('--resources=pods,deployments,nodes').resources.keys()];
    const shown = resources.filter((r) => ['pods', 'deployments', 'nodes'].includes(r.plural));
    expect(keys).toEqual(shown.map((r) => `${r.group}/v1/${r.plural}`));
  });

  it('watches nothing whose families are all off', () => {
    const { families, watches } = plan('--resources=pods,nodes', '--metric-denylist=kube_pod.*').resources.get(pods)!;
    expect([families, watches]).toEqual([[], []]);
  });

  it('says which objects of a resource are shown', () => {
    const { resources: all } = plan(
      '--resources=pods,nodes',
      '--namespace-selector=team=a',
      '--object-limit=5',
      '--finished-pod-max-age=1h',
    );
    expect(all.get(pods)!.admission).toEqual({
      namespaceSelector: 'team=a',
      objectLimit: 5,
      finishedMaxAgeMs: 3_600_000,
    });
    expect(all.get('/v1/nodes')!.admission).toEqual({ namespaceSelector: '', objectLimit: 5, finishedMaxAgeMs: 0 });
  });

  it.each([
    [[], 'fixed'],
    [['--pod=ksm-0', '--pod-namespace=monitoring'], 'statefulset'],
    [['--shard-lease=ksm', '--total-shards=2', '--pod-namespace=monitoring'], 'lease'],
  ])('tells how the process comes to its shard: %j', (argv, kind) => {
    expect(plan(...argv).fleet.kind).toBe(kind);
  });
});

describe('diffPlans', () => {
  const base = ['--resources=pods,nodes'];
  const diff = (...argv: string[]) => diffPlans(plan(...base), plan(...argv));

  it('finds nothing between equal options', () => {
    expect(diff(...base)).toEqual({ added: [], removed: [], changed: [], parts: [] });
  });

  it('finds everything between nothing and a plan', () => {
    expect(diffPlans(undefined, plan(...base))).toEqual({
      added: ['/v1/nodes', pods],
      removed: [],
      changed: [],
      parts: ['fleet', 'scrape', 'listeners', 'cluster'],
    });
  });

  it.each([
    [['--resources=pods,services'], { added: ['/v1/services'], removed: ['/v1/nodes'] }],
    [[...base, '--metric-denylist=kube_pod_info'], { changed: [pods] }],
    [[...base, '--metric-labels-allowlist=pods=[app]'], { changed: [pods] }],
    [[...base, '--namespaces=a,b'], { changed: [pods] }],
    [['--resources=pods', '--node=n'], { changed: [pods], removed: ['/v1/nodes'] }],
    [[...base, '--finished-pod-max-age=1h'], { changed: [pods] }],
    [[...base, '--sparse-states'], { changed: ['/v1/nodes', pods] }],
    [[...base, '--object-limit=3'], { changed: ['/v1/nodes', pods] }],
    [[...base, '--scrape-parts=4'], { changed: ['/v1/nodes', pods], parts: ['scrape'] }],
    [[...base, '--max-series=7'], { parts: ['scrape'] }],
    [[...base, '--port=7'], { parts: ['listeners'] }],
    [[...base, '--shard=1', '--total-shards=2'], { parts: ['fleet'] }],
    [[...base, '--apiserver=http://x'], { parts: ['cluster'] }],
    [['--resources=nodes,pods', '-v=5'], {}],
  ])('finds what %j touches', (argv, touched) => {
    expect(diff(...argv)).toEqual({ added: [], removed: [], changed: [], parts: [], ...touched });
  });
});
