import { describe, expect, it } from 'vitest';
import type { Options } from '../model/options.ts';
import { resource } from '../model/resource.ts';
import { planWatches } from './watches.ts';

const pods = resource({ plural: 'pods', kind: 'Pod', nodeField: 'spec.nodeName', identityLabels: [], families: [] });
const jobs = resource({ plural: 'jobs', kind: 'Job', group: 'batch', identityLabels: [], families: [] });
const nodes = resource({ plural: 'nodes', kind: 'Node', namespaced: false, identityLabels: [], families: [] });
const plan = (of: typeof pods, options: Partial<Options> = {}) =>
  planWatches(of, {
    namespaces: [],
    namespacesDenylist: [],
    node: '',
    trackUnscheduledPods: false,
    objectLabelSelectors: new Map([['jobs', 'a=b']]),
    ...options,
  } as Options);

describe('planWatches', () => {
  it('follows everything by one watch', () => {
    expect(plan(jobs)).toEqual([
      { path: '/apis/batch/v1/jobs', query: { labelSelector: 'a=b' }, keepNamespaces: undefined, fallback: [] },
    ]);
  });

  it('follows one namespace by its own path', () => {
    expect(plan(pods, { namespaces: ['a b'] }).map((p) => p.path)).toEqual(['/api/v1/namespaces/a%20b/pods']);
  });

  it('follows several namespaces by one watch, with one each to fall back on', () => {
    const [all, ...others] = plan(pods, { namespaces: ['a', 'b', 'c'], namespacesDenylist: ['b'] });
    expect(others).toEqual([]);
    expect(all!.path).toBe('/api/v1/pods');
    expect([...all!.keepNamespaces!]).toEqual(['a', 'c']);
    expect(all!.fallback.map((p) => p.path)).toEqual(['/api/v1/namespaces/a/pods', '/api/v1/namespaces/c/pods']);
  });

  it('leaves denied namespaces to the server', () => {
    expect(plan(pods, { namespacesDenylist: ['a', 'b'] })[0]!.query).toEqual({
      fieldSelector: 'metadata.namespace!=a,metadata.namespace!=b',
    });
  });

  it('follows nothing where all namespaces are denied', () => {
    expect(plan(pods, { namespaces: ['a'], namespacesDenylist: ['a'] })).toEqual([]);
  });

  it('selects by nothing what is in no namespace', () => {
    expect(plan(nodes, { namespaces: ['a'], namespacesDenylist: ['b'] })[0]).toMatchObject({
      path: '/api/v1/nodes',
      query: {},
    });
  });

  it('selects pods by node, or those without one', () => {
    expect(plan(pods, { node: 'n1' })[0]!.query).toEqual({ fieldSelector: 'spec.nodeName=n1' });
    expect(plan(pods, { trackUnscheduledPods: true })[0]!.query).toEqual({ fieldSelector: 'spec.nodeName=' });
  });
});
