import { describe, expect, it } from 'vitest';
import { readAttempt } from './attempts.ts';
import { Authorizer } from './authorizer.ts';
import type { Json } from './objects.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const clusterRole = (name: string, rules: readonly Json[], more: object = {}): Json =>
  ({ apiVersion, kind: 'ClusterRole', metadata: { name }, rules, ...more }) as Json;
const role = (namespace: string, name: string, rules: readonly Json[]): Json => ({
  apiVersion,
  kind: 'Role',
  metadata: { namespace, name },
  rules,
});
const binding = (kind: string, refKind: string, name: string, subject: Json, namespace = 'default'): Json => ({
  apiVersion,
  kind,
  metadata: { name, ...(kind === 'RoleBinding' && { namespace }) },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: refKind, name },
  subjects: [subject],
});
const account = { kind: 'ServiceAccount', namespace: 'mon', name: 'ksm' };
const read = (resources: readonly string[], apiGroups = ['']): Json => ({
  apiGroups,
  resources,
  verbs: ['list', 'watch'],
});

const refusal = (authorizer: Authorizer, method: string, url: string, user = authorizer.user): string => {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  try {
    authorizer.check(user, readAttempt(method, pathname, searchParams));
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('roles without bindings', () => {
  const rules = [
    read(['pods', 'pods/log', '*/scale']),
    { apiGroups: ['apps'], resources: ['statefulsets'], resourceNames: ['s'], verbs: ['*'] },
    { nonResourceURLs: ['/metrics', '/debug/*'], verbs: ['get'] },
  ];
  const authorizer = new Authorizer({ objects: [clusterRole('a', rules), role('one', 'b', [read(['secrets'])])] });
  const user = 'User "system:serviceaccount:kube-system:kube-state-metrics"';
  const inOne = '/apis/apps/v1/namespaces/one';

  it.each([
    ['GET', '/api/v1/pods'],
    ['GET', '/api/v1/namespaces/x/pods?watch=1'],
    ['GET', '/api/v1/namespaces/one/secrets'],
    ['GET', `${inOne}/statefulsets/s`],
    ['GET', `${inOne}/statefulsets?watch=1&fieldSelector=metadata.name%3Ds`],
    ['GET', '/metrics'],
    ['GET', '/debug/pprof/heap'],
    ['GET', '/version'],
    ['GET', '/apis/apps/v1'],
    ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'],
  ])('permit %s %s', (method, url) => expect(refusal(authorizer, method, url)).toBe(''));

  it.each([
    [
      'GET',
      '/api/v1/namespaces/x/pods/p',
      `pods "p" is forbidden: ${user} cannot get resource "pods" in API group "" in the namespace "x"`,
    ],
    [
      'GET',
      '/api/v1/secrets',
      `secrets is forbidden: ${user} cannot list resource "secrets" in API group "" at the cluster scope`,
    ],
    [
      'GET',
      '/api/v1/namespaces/two/secrets?watch=1',
      `secrets is forbidden: ${user} cannot watch resource "secrets" in API group "" in the namespace "two"`,
    ],
    [
      'GET',
      `${inOne}/statefulsets`,
      `statefulsets.apps is forbidden: ${user} cannot list resource "statefulsets" in API group "apps" in the namespace "one"`,
    ],
    [
      'GET',
      `${inOne}/statefulsets/s/status`,
      `statefulsets.apps "s" is forbidden: ${user} cannot get resource "statefulsets/status" in API group "apps" in the namespace "one"`,
    ],
    [
      'GET',
      '/apis/apps/v1/pods',
      `pods.apps is forbidden: ${user} cannot list resource "pods" in API group "apps" at the cluster scope`,
    ],
    ['POST', '/metrics', `forbidden: ${user} cannot post path "/metrics"`],
    ['GET', '/debug', `forbidden: ${user} cannot get path "/debug"`],
  ])('refuse %s %s', (method, url, message) => expect(refusal(authorizer, method, url)).toBe(message));

  it('cover subresources by */name', () => {
    const scales = new Authorizer({
      objects: [clusterRole('a', [{ apiGroups: ['*'], resources: ['*/scale'], verbs: ['get'] }])],
    });
    expect(refusal(scales, 'GET', `${inOne}/statefulsets/s/scale`)).toBe('');
    expect(refusal(scales, 'GET', `${inOne}/statefulsets/s`)).toContain('is forbidden');
  });
});

describe('bindings', () => {
  const objects = [
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'skipped' } },
    {
      apiVersion: 'v1',
      kind: 'List',
      items: [
        clusterRole('reads', [read(['nodes'])]),
        clusterRole('more', [read(['pods'])], { metadata: { name: 'more', labels: { to: 'all' } } }),
        clusterRole('all', [], { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: 'all' } }] } }),
        clusterRole('scrapes', [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }]),
      ],
    },
    binding('ClusterRoleBinding', 'ClusterRole', 'reads', account),
    binding('RoleBinding', 'ClusterRole', 'all', account, 'one'),
    binding('ClusterRoleBinding', 'ClusterRole', 'scrapes', { kind: 'User', name: 'prometheus' }),
    binding('ClusterRoleBinding', 'ClusterRole', 'gone', { kind: 'Group', name: 'system:serviceaccounts:mon' }),
  ];
  const authorizer = new Authorizer({ objects, tokens: { secret: 'prometheus' } });

  it('say whose rules they are, and where', () => {
    expect(authorizer.user).toBe('system:serviceaccount:mon:ksm');
    expect(refusal(authorizer, 'GET', '/api/v1/nodes')).toBe('');
    expect(refusal(authorizer, 'GET', '/api/v1/nodes', 'prometheus')).toContain('User "prometheus" cannot list');
    expect(refusal(authorizer, 'GET', '/metrics', 'prometheus')).toBe('');
    expect(refusal(authorizer, 'GET', '/metrics')).toContain('cannot get path "/metrics"');
  });

  it('grant aggregated rules in their namespace alone', () => {
    expect(refusal(authorizer, 'GET', '/api/v1/namespaces/one/pods')).toBe('');
    expect(refusal(authorizer, 'GET', '/api/v1/namespaces/two/pods')).toContain('in the namespace "two"');
    expect(refusal(authorizer, 'GET', '/api/v1/pods')).toContain('at the cluster scope');
  });

  it('find a service account in the namespace of the binding', () => {
    const subject = { kind: 'ServiceAccount', name: 'ksm' };
    const both = new Authorizer({
      objects: [role('a', 'r', [read(['pods'])]), binding('RoleBinding', 'Role', 'r', subject, 'a')],
    });
    expect(both.user).toBe('system:serviceaccount:a:ksm');
    expect(refusal(both, 'GET', '/api/v1/namespaces/a/pods')).toBe('');
  });

  it('report a role that does not exist', () =>
    expect(refusal(authorizer, 'GET', '/api/v1/pods')).toMatch(
      /: RBAC: clusterrole\.rbac\.authorization\.k8s\.io "gone" not found$/,
    ));

  it('know users by their tokens, and groups', () => {
    expect(authorizer.userOf('Bearer secret')).toBe('prometheus');
    expect(authorizer.userOf(undefined)).toBe(authorizer.user);
    const attempt = readAttempt('GET', '/api/v1/secrets', new URLSearchParams());
    expect(authorizer.allows('somebody', attempt, ['system:masters'])).toBe(true);
    expect(authorizer.allows('somebody', attempt)).toBe(false);
  });
});

it('is refused where it cannot be read or is not clear', () => {
  const two = [
    binding('ClusterRoleBinding', 'ClusterRole', 'a', account),
    binding('ClusterRoleBinding', 'ClusterRole', 'a', { ...account, name: 'other' }),
  ];
  expect(() => new Authorizer({ objects: two })).toThrow('several service accounts: system:serviceaccount:mon:ksm, ');
  expect(new Authorizer({ objects: two, user: 'me' }).user).toBe('me');
  const wrong = clusterRole('a', [{ verbs: 'get' }]);
  expect(() => new Authorizer({ objects: [wrong] })).toThrow('ClusterRole a: verbs: expected a list of texts');
  expect(() => new Authorizer({ objects: [binding('RoleBinding', '', '', account)] })).toThrow('roleRef');
});
