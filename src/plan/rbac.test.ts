import { describe, expect, it } from 'vitest';
import { rbacText } from '../commands/rbac-run.ts';

describe('rbac', () => {
  it('permits to list and watch what is shown, and nothing else', () => {
    expect(rbacText(['--resources=pods,deployments,nodes'])).toBe(`apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: kube-state-metrics
rules:
  - apiGroups:
      - ""
    resources:
      - nodes
      - pods
    verbs:
      - list
      - watch
  - apiGroups:
      - apps
    resources:
      - deployments
    verbs:
      - list
      - watch
`);
  });

  it('gives a Role in each namespace, and a ClusterRole for what is in none', () => {
    const text = rbacText(['--resources=pods,nodes', '--namespaces=a,b,c', '--namespaces-denylist=c']);
    expect(text.match(/^kind: .*|^ {2}namespace: .*|^ {6}- (pods|nodes)/gm)).toEqual([
      'kind: ClusterRole',
      '      - nodes',
      'kind: Role',
      '  namespace: a',
      '      - pods',
      'kind: Role',
      '  namespace: b',
      '      - pods',
    ]);
  });

  const listed = (...argv: string[]): string[] =>
    [...rbacText(argv).matchAll(/^ {6}- (?!list|watch|"")([a-z]+)$/gm)].map(([, name]) => name!);

  it('asks for the namespaces that a selector chooses from', () => {
    expect(listed('--resources=pods', '--namespace-selector=team=a')).toEqual(['namespaces', 'pods']);
  });

  it.each([
    ['an allow-list', '--metric-allowlist=kube_pod_.*', ['pods']],
    ['a deny-list', '--metric-denylist=kube_node_.*', ['pods']],
    ['custom resources alone', '--custom-resource-state-only', []],
  ])('leaves out what %s leaves no family of', (_, flag, expected) => {
    expect(listed('--resources=pods,nodes', flag)).toEqual(expected);
  });

  it('permits to read custom resources and their definitions', () => {
    const entry = (group: string, kind: string) =>
      `{groupVersionKind: {group: ${group}, version: v1, kind: "${kind}"}}`;
    const entries = [entry('x.io', 'Cart'), entry('y.io', '*'), entry('x.io', 'Bus'), entry('x.io', 'Cart')].join(',');
    const config = `--custom-resource-state-config={spec: {resources: [${entries}]}}`;
    const found = (...argv: string[]) =>
      rbacText(['--resources=pods', config, ...argv]).match(/^kind: .*|^ {6}- (?!list|watch|"").*/gm);
    const definitions = ['      - apiextensions.k8s.io', '      - customresourcedefinitions'];
    const custom = ['      - x.io', '      - carts', '      - buses', '      - y.io', '      - "*"'];
    expect(found()).toEqual(['kind: ClusterRole', '      - pods', ...definitions, ...custom]);
    expect(found('--namespaces=a')).toEqual([
      'kind: ClusterRole',
      ...definitions,
      'kind: Role',
      '      - pods',
      ...custom,
    ]);
    expect(found('--node=n')).toEqual(['kind: ClusterRole', '      - pods']);
  });

  it('lets a pod of a StatefulSet find its shard', () => {
    const text = rbacText(['--resources=nodes', '--pod=ksm-0', '--pod-namespace=monitoring']);
    expect(text).toContain('name: kube-state-metrics-shard\n  namespace: monitoring');
    expect(text).toContain('- statefulsets');
  });

  it('lets a replica follow and write the Leases of its fleet', () => {
    const text = rbacText([
      '--resources=nodes',
      '--shard-lease=ksm',
      '--total-shards=2',
      '--pod-namespace=monitoring',
      '--pod=x',
    ]);
    expect(
      text.match(/name: kube-state-metrics-shard.*|^ {6}- (ksm.*|create|list|watch|update|get|statefulsets)/gm),
    ).toEqual([
      '      - list',
      '      - watch',
      'name: kube-state-metrics-shard-leases',
      '      - create',
      '      - list',
      '      - watch',
      '      - ksm',
      '      - ksm-0-of-2',
      '      - ksm-1-of-2',
      '      - ksm-alt',
      '      - ksm-0-of-2-alt',
      '      - ksm-1-of-2-alt',
      '      - get',
      '      - update',
    ]);
  });
});
