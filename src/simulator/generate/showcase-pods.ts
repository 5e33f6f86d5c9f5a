import type { JsonObject } from '../objects.ts';
import { leaving, type Shown, type ShowTimes, shownMetadata } from './showcase-metadata.ts';

const IMAGE = 'registry.example.com/showcase:1';
/** A Job that pods in trouble belong to: alerts leave pods of Jobs out, as their Job tells of them. */
const JOB = { name: 'import', uid: 'a0000000-0000-4000-a000-00000000b001' };

function pod(name: string, times: ShowTimes, spec: JsonObject, more: JsonObject = {}, status?: JsonObject): Shown {
  const container = { name: 'main', image: IMAGE, resources: { requests: { cpu: '10m', memory: '16Mi' } } };
  return [
    'pods',
    {
      metadata: shownMetadata(name, times, more),
      spec: {
        containers: [container],
        restartPolicy: 'Always',
        terminationGracePeriodSeconds: 30,
        schedulerName: 'default-scheduler',
        ...spec,
      },
      status: { phase: 'Pending', qosClass: 'Burstable', ...status },
    },
  ];
}

const ofJob = {
  ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', ...JOB, controller: true, blockOwnerDeletion: true }],
};

/** Builds pods in states that are rare: of nobody, of a node, gated, without a node that fits, evicted, stuck before their start. */
export function podObjects(times: ShowTimes, node: string): readonly Shown[] {
  const job: Shown = [
    'jobs',
    {
      metadata: shownMetadata(JOB.name, times, { uid: JOB.uid }),
      spec: {
        parallelism: 4,
        completions: 20,
        backoffLimit: 100,
        template: {
          metadata: { labels: { app: JOB.name } },
          spec: {
            restartPolicy: 'Never',
            containers: [{ name: 'main', image: IMAGE, command: ['sleep', 'infinity'] }],
          },
        },
      },
      status: { startTime: times.recent, active: 4 },
    },
  ];
  const never = { restartPolicy: 'Never' };
  const ofNode = { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node, uid: '', controller: true }] };
  return [
    job,
    pod(
      'sandboxed',
      times,
      {
        runtimeClassName: 'sandbox',
        overhead: { cpu: '250m', memory: '120Mi' },
        resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'gpu' }],
        tolerations: [{ operator: 'Exists' }],
      },
      {},
      { resourceClaimStatuses: [{ name: 'gpu', resourceClaimName: 'sandboxed-gpu-x7k2p' }] },
    ),
    pod(
      `kube-proxy-${node}`,
      times,
      {
        nodeName: node,
        hostNetwork: true,
        priorityClassName: 'system-node-critical',
        tolerations: [{ operator: 'Exists' }],
      },
      { ...ofNode, annotations: { 'kubernetes.io/config.source': 'file' } },
    ),
    pod('import-gated', times, { ...never, schedulingGates: [{ name: 'example.com/quota' }] }, ofJob),
    pod('import-nowhere', times, { ...never, nodeSelector: { 'example.com/accelerator': 'yes' } }, ofJob),
    pod(
      'import-without-init',
      times,
      {
        ...never,
        nodeName: node,
        initContainers: [{ name: 'prepare', image: 'registry.example.com/does-not-exist:1' }],
      },
      ofJob,
    ),
    pod(
      'import-running',
      times,
      { ...never, containers: [{ name: 'main', image: IMAGE, command: ['sleep', 'infinity'] }] },
      ofJob,
    ),
    evicted(times, node),
    completed(times, node),
    pod('import-leaving', times, {}, { ...ofJob, ...leaving(times) }),
  ];
}

function evicted(times: ShowTimes, node: string): Shown {
  const conditions = [
    { type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet', lastTransitionTime: times.recent },
    { type: 'Ready', status: 'False', reason: 'PodFailed', lastTransitionTime: times.recent },
  ];
  const status = {
    phase: 'Failed',
    reason: 'Evicted',
    message: 'The node was low on resource: memory.',
    startTime: times.created,
    conditions,
  };
  return pod('import-evicted', times, { nodeName: node, restartPolicy: 'Never' }, ofJob, status);
}

function completed(times: ShowTimes, node: string): Shown {
  const terminated = { exitCode: 0, reason: 'Completed', startedAt: times.created, finishedAt: times.recent };
  const container = {
    name: 'main',
    image: IMAGE,
    imageID: `${IMAGE}@sha256:0`,
    restartCount: 0,
    ready: false,
    started: false,
    state: { terminated },
    lastState: {},
  };
  const status = { phase: 'Succeeded', startTime: times.created, containerStatuses: [container] };
  return pod('import-done', times, { nodeName: node, restartPolicy: 'Never' }, ofJob, status);
}
