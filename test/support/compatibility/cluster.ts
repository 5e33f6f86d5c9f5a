import type { RbacOptions } from '../../../src/simulator/authorizer.ts';
import type { Cluster } from '../../../src/simulator/cluster.ts';
import { generateCluster } from '../../../src/simulator/generate/cluster.ts';
import type { JsonObject } from '../../../src/simulator/objects.ts';
import { definition } from '../definitions.ts';
import { type Simulator, startSimulator } from '../simulator.ts';
import { type Case, rolesOf } from './case.ts';

/** A bearer token of a user that may scrape. */
export const SCRAPE_TOKEN = 'prometheus-token';

const scraper = [
  {
    kind: 'ClusterRole',
    metadata: { name: 'scrape' },
    rules: [{ verbs: ['get'], nonResourceURLs: ['/metrics'] }],
  },
  {
    kind: 'ClusterRoleBinding',
    metadata: { name: 'scrape' },
    roleRef: { kind: 'ClusterRole', name: 'scrape' },
    subjects: [{ kind: 'User', name: 'prometheus' }],
  },
];

/**
 * Starts an API server with the pods and StatefulSet of a case, which permits its service account what the rules of the case grant
 * and nothing else. The caller stops it.
 */
export async function serveCase(given: Case): Promise<Simulator> {
  const cluster = generateCluster({ pods: 40, nodes: 3, namespaces: 3, seed: 3, nowMs: Date.now() });
  addObjects(cluster, given);
  const account = { kind: 'ServiceAccount', name: given.name, namespace: given.namespace };
  const bound = rolesOf(given.rules).flatMap((role) => [
    role,
    {
      kind: `${role.kind}Binding`,
      metadata: role.metadata,
      roleRef: { kind: role.kind, name: role.metadata.name },
      subjects: [account],
    },
  ]);
  const objects = [...scraper, ...bound] as unknown as RbacOptions['objects'];
  return startSimulator({ cluster, rbac: { objects, tokens: { [SCRAPE_TOKEN]: 'prometheus' } } });
}

function addObjects(cluster: Cluster, { name, namespace, replicas, rules, workload }: Case): void {
  const put = (plural: string, object: object): unknown => cluster.put(cluster.of(plural), object as JsonObject);
  for (const space of [namespace, ...Object.keys(rules.namespaces)])
    if (!cluster.get(cluster.of('namespaces'), '', space)) put('namespaces', { metadata: { name: space } });
  if (workload === 'StatefulSet') {
    put('statefulsets', { metadata: { name, namespace }, spec: { replicas } });
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name, controller: true }];
    for (let i = 0; i < replicas; i++) put('pods', { metadata: { name: `${name}-${i}`, namespace, ownerReferences } });
  }
  // A pod that waits for a node.
  put('pods', {
    metadata: { name: 'waits', namespace },
    spec: { containers: [{ name: 'c' }] },
    status: { phase: 'Pending' },
  });
  for (const [kind, plural, group] of [
    ['Cart', 'carts', 'shop.example.com'],
    ['VerticalPodAutoscaler', 'verticalpodautoscalers', 'autoscaling.k8s.io'],
  ] as const)
    put('customresourcedefinitions', definition(kind, plural, group));
  put('carts', { metadata: { name: 'mine', namespace }, spec: { size: 3 } });
  put('verticalpodautoscalers', { metadata: { name: 'v', namespace }, spec: { updatePolicy: { updateMode: 'Auto' } } });
}
