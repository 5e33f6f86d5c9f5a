import { describe, expect, it } from 'vitest';
import { TestCluster } from '../../../test/support/test-cluster.ts';

const pause = 'registry.example.com/pause:3.9';

describe('a Deployment', () => {
  it('gets its ReplicaSet and pods, which become ready on nodes', () => {
    const cluster = new TestCluster();
    cluster.deploy('web', { replicas: 3 });
    cluster.pass(10);
    expect(cluster.status('deployments', 'web')).toMatchObject({
      replicas: 3,
      readyReplicas: 3,
      updatedReplicas: 3,
      availableReplicas: 3,
    });
    expect(cluster.pods().map((pod) => [pod.phase, pod.ready, pod.node !== ''])).toEqual(
      Array(3).fill(['Running', true, true]),
    );
    expect(cluster.list('replicasets')).toHaveLength(1);
  });

  it('scales up and down', () => {
    const cluster = new TestCluster();
    cluster.deploy('web', { replicas: 2 });
    cluster.pass(10);
    cluster.change('deployments', 'web', { replicas: 5 });
    cluster.pass(10);
    expect(cluster.pods()).toHaveLength(5);
    cluster.change('deployments', 'web', { replicas: 0 });
    cluster.pass(10);
    expect(cluster.pods()).toEqual([]);
  });

  it('keeps the permitted number available during a rollout, and ends with the new pods alone', () => {
    const cluster = new TestCluster();
    cluster.deploy('web', { replicas: 8 });
    cluster.pass(10);
    cluster.setImage('web', 'registry.example.com/pause:4');
    for (let second = 0; second < 30; second++) {
      cluster.pass(1);
      expect(cluster.pods().filter((pod) => pod.ready).length).toBeGreaterThanOrEqual(6);
      expect(cluster.pods().filter((pod) => !pod.terminating).length).toBeLessThanOrEqual(10);
    }
    expect(new Set(cluster.pods().map((pod) => pod.image))).toEqual(new Set(['registry.example.com/pause:4']));
    expect(cluster.condition('deployments', 'web', 'Progressing')).toBe('True NewReplicaSetAvailable');
  });

  it('is stuck by an image that is not there, keeps the old pods, and is late after its deadline', () => {
    const cluster = new TestCluster();
    cluster.deploy('web', { replicas: 4, progressDeadlineSeconds: 60 });
    cluster.pass(10);
    cluster.setImage('web', 'registry.example.com/does-not-exist:1');
    cluster.pass(40);
    expect(cluster.pods().filter((pod) => pod.ready)).toHaveLength(3);
    expect(cluster.pods().map((pod) => pod.waiting)).toContain('ImagePullBackOff');
    cluster.pass(60);
    expect(cluster.condition('deployments', 'web', 'Progressing')).toBe('False ProgressDeadlineExceeded');
    cluster.setImage('web', pause);
    cluster.pass(30);
    expect(cluster.pods().filter((pod) => pod.ready)).toHaveLength(4);
    expect(cluster.condition('deployments', 'web', 'Progressing')).toBe('True NewReplicaSetAvailable');
  });

  it('replaces all pods at once with Recreate', () => {
    const cluster = new TestCluster();
    cluster.deploy('web', { replicas: 3, strategy: { type: 'Recreate' } });
    cluster.pass(10);
    cluster.setImage('web', 'registry.example.com/pause:4');
    const images = new Set<number>();
    for (let second = 0; second < 20; second++) {
      cluster.pass(1);
      images.add(new Set(cluster.pods().map((pod) => pod.image)).size);
    }
    expect(images).not.toContain(2);
    expect(cluster.pods().filter((pod) => pod.ready)).toHaveLength(3);
  });

  it('makes no ReplicaSet while it is paused', () => {
    const cluster = new TestCluster();
    cluster.deploy('web', { replicas: 2 });
    cluster.pass(10);
    cluster.change('deployments', 'web', { paused: true });
    cluster.setImage('web', 'registry.example.com/pause:4');
    cluster.pass(10);
    expect(cluster.list('replicasets')).toHaveLength(1);
    cluster.change('deployments', 'web', { paused: false });
    cluster.pass(20);
    expect(cluster.list('replicasets')).toHaveLength(2);
  });

  it('takes its ReplicaSets and pods with it', () => {
    const cluster = new TestCluster();
    cluster.deploy('web', { replicas: 3 });
    cluster.pass(10);
    cluster.delete('deployments', 'web');
    cluster.pass(10);
    expect([...cluster.list('replicasets'), ...cluster.list('pods')]).toEqual([]);
  });
});

describe('other workloads', () => {
  it('starts the pods of a StatefulSet in order, each with its claim, and ends them in reverse', () => {
    const cluster = new TestCluster();
    const volumeClaimTemplates = [
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    ];
    cluster.workload('statefulsets', 'db', { replicas: 3, serviceName: 'db', volumeClaimTemplates });
    const seen: string[] = [];
    for (let i = 0; i < 20; i++) {
      cluster.pass(1);
      for (const { name } of cluster.pods()) if (!seen.includes(name)) seen.push(name);
    }
    expect(seen).toEqual(['db-0', 'db-1', 'db-2']);
    expect(cluster.list('persistentvolumeclaims').map((c) => (c.status as { phase: string }).phase)).toEqual(
      Array(3).fill('Bound'),
    );
    cluster.change('statefulsets', 'db', { replicas: 1 });
    cluster.pass(10);
    expect(cluster.pods().map((pod) => pod.name)).toEqual(['db-0']);
    expect(cluster.list('persistentvolumeclaims')).toHaveLength(3);
  });

  it('runs a pod of a DaemonSet on each node, and on a new one', () => {
    const cluster = new TestCluster();
    cluster.workload('daemonsets', 'agent', {});
    cluster.pass(10);
    expect(cluster.status('daemonsets', 'agent')).toMatchObject({ desiredNumberScheduled: 3, numberReady: 3 });
    cluster.addNode('node-9');
    cluster.pass(10);
    expect(cluster.status('daemonsets', 'agent')).toMatchObject({ desiredNumberScheduled: 4, numberReady: 4 });
  });

  it.each([
    [['sh', '-c', 'exit 0'], 'Complete', { succeeded: 2 }],
    [['sh', '-c', 'exit 1'], 'Failed', { failed: 2 }],
  ])('runs a Job of %j until it is %s', (command, type, counts) => {
    const cluster = new TestCluster();
    cluster.job('once', { completions: 2, backoffLimit: 1 }, command);
    cluster.pass(60);
    expect(cluster.condition('jobs', 'once', type)).toMatch(/^True/);
    expect(cluster.status('jobs', 'once')).toMatchObject(counts);
  });

  it('starts Jobs by the schedule of a CronJob and keeps three of them', () => {
    const cluster = new TestCluster();
    cluster.cronJob('often', '* * * * *');
    cluster.pass(600);
    expect(cluster.list('jobs').length).toBeGreaterThanOrEqual(3);
    expect(cluster.list('jobs').length).toBeLessThanOrEqual(4);
    expect(cluster.status('cronjobs', 'often')).toHaveProperty('lastSuccessfulTime');
  });
});

describe('pods', () => {
  it('crash, back off, and heal when the trouble is over', () => {
    const cluster = new TestCluster();
    cluster.deploy('web', { replicas: 1 });
    cluster.pass(10);
    cluster.trouble('pods', cluster.pods()[0]!.name, 'crash', 60);
    cluster.pass(20);
    expect(cluster.pods()[0]).toMatchObject({ waiting: 'CrashLoopBackOff', ready: false });
    expect(cluster.status('deployments', 'web')).toMatchObject({ unavailableReplicas: 1 });
    cluster.pass(150);
    expect(cluster.pods()[0]).toMatchObject({ waiting: '', ready: true });
    expect(cluster.pods()[0]!.restarts).toBeGreaterThan(1);
  });

  it('leave a node that is lost after five minutes, and are removed once it is back', () => {
    const cluster = new TestCluster();
    cluster.deploy('web', { replicas: 6 });
    cluster.pass(10);
    const lost = cluster.pods().filter((pod) => pod.node === 'node-0').length;
    expect(lost).toBeGreaterThan(0);
    cluster.trouble('nodes', 'node-0', 'unreachable', 400);
    cluster.pass(5);
    expect(cluster.condition('nodes', 'node-0', 'Ready')).toMatch(/^Unknown/);
    expect(cluster.pods().filter((pod) => pod.ready)).toHaveLength(6 - lost);
    cluster.pass(320);
    expect(cluster.pods().filter((pod) => pod.ready)).toHaveLength(6);
    expect(cluster.pods().filter((pod) => pod.terminating)).toHaveLength(lost);
    cluster.pass(100);
    expect(cluster.pods()).toHaveLength(6);
    expect(cluster.condition('nodes', 'node-0', 'Ready')).toMatch(/^True/);
  });

  it('stay pending where they fit nowhere', () => {
    const cluster = new TestCluster();
    cluster.deploy('web', { replicas: 1 }, { resources: { requests: { cpu: '1000' } } });
    cluster.pass(10);
    expect(cluster.pods()[0]).toMatchObject({ phase: 'Pending', node: '' });
    expect(cluster.list('events').map((event) => event.reason)).toContain('FailedScheduling');
  });

  it('are the endpoints of the Services that select them, as long as they are ready', () => {
    const cluster = new TestCluster();
    cluster.deploy('web', { replicas: 2 });
    cluster.service('web');
    cluster.pass(10);
    const ready = (): unknown[] =>
      cluster
        .list('endpointslices')
        .flatMap((slice) => (slice.endpoints as { conditions: { ready: boolean } }[]).map((e) => e.conditions.ready));
    expect(ready()).toEqual([true, true]);
    cluster.trouble('pods', cluster.pods()[0]!.name, 'unready', 20);
    cluster.pass(5);
    expect(ready().sort()).toEqual([false, true]);
    cluster.pass(30);
    expect(ready()).toEqual([true, true]);
  });

  it('are not made beyond a quota', () => {
    const cluster = new TestCluster();
    cluster.put('resourcequotas', 'few', { spec: { hard: { pods: '2' } } });
    cluster.deploy('web', { replicas: 5 });
    cluster.pass(20);
    expect(cluster.pods()).toHaveLength(2);
    expect(cluster.status('resourcequotas', 'few')).toEqual({ hard: { pods: '2' }, used: { pods: '2' } });
  });
});

it('empties a namespace that is deleted, and removes it', () => {
  const cluster = new TestCluster();
  cluster.deploy('web', { replicas: 2 });
  cluster.service('web');
  cluster.pass(10);
  cluster.deleteNamespace('default');
  cluster.pass(20);
  for (const plural of ['deployments', 'replicasets', 'pods', 'services', 'endpointslices', 'endpoints', 'events'])
    expect([plural, cluster.list(plural)]).toEqual([plural, []]);
  expect(cluster.list('namespaces')).toEqual([]);
});
