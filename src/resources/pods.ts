import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, deletionTimestampFamily } from '../families/metadata.ts';
import { ownerFamily } from '../families/owners.ts';
import { resource } from '../model/resource.ts';
import { infoFamily, ipsFamily } from './pods/addresses.ts';
import { conditionFamily, conditionTimeFamily, unschedulableFamily } from './pods/conditions.ts';
import { type ContainerKind, containers, initContainers } from './pods/container-kind.ts';
import {
  lastTerminatedFamilies,
  readinessFamilies,
  stateFamilies,
  stateStartedFamily,
} from './pods/container-statuses.ts';
import { containerInfoFamily, containerResourcesFamily } from './pods/containers.ts';
import { podExpiry } from './pods/expiry.ts';
import {
  overheadFamilies,
  resourceClaimFamily,
  restartPolicyFamily,
  runtimeClassFamily,
  schedulingFamilies,
} from './pods/spec.ts';
import {
  completionTimeFamily,
  disruptionReasonFamily,
  phaseFamily,
  qosClassFamily,
  reasonFamily,
  startTimeFamily,
} from './pods/status.ts';
import { volumeFamilies } from './pods/volumes.ts';

const containerFamilies = (kind: ContainerKind) => [
  containerInfoFamily(kind),
  containerResourcesFamily(kind, 'limits'),
  containerResourcesFamily(kind, 'requests'),
  stateStartedFamily(kind),
  ...lastTerminatedFamilies(kind),
  ...readinessFamilies(kind),
  ...stateFamilies(kind),
];

/** Pods: phase, conditions, containers and their resources. */
export const pods = resource({
  plural: 'pods',
  kind: 'Pod',
  syncRank: 8,
  nodeField: 'spec.nodeName',
  expiry: podExpiry,
  identityLabels: [
    ['namespace', 'namespace'],
    ['pod', 'name'],
    ['uid', 'uid'],
  ],
  families: [
    completionTimeFamily,
    ...containerFamilies(containers),
    createdFamily('kube_pod_created', 'a pod'),
    deletionTimestampFamily('kube_pod_deletion_timestamp', 'a pod'),
    infoFamily,
    ipsFamily,
    ...containerFamilies(initContainers),
    annotationsFamily('kube_pod_annotations', 'a pod'),
    labelsFamily('kube_pod_labels', 'a pod'),
    ...overheadFamilies,
    ownerFamily('kube_pod_owner', 'a pod'),
    resourceClaimFamily,
    restartPolicyFamily,
    runtimeClassFamily,
    ...volumeFamilies,
    startTimeFamily,
    phaseFamily,
    qosClassFamily,
    conditionFamily(
      'kube_pod_status_ready',
      'Ready',
      'Status of the Ready condition of a pod: 1 for the current status, 0 for all others.',
    ),
    conditionTimeFamily(
      'kube_pod_status_ready_time',
      'Ready',
      'True',
      'Time at which a pod last became ready, as a Unix timestamp in seconds.',
    ),
    conditionTimeFamily(
      'kube_pod_status_initialized_time',
      'Initialized',
      'True',
      'Time at which the init containers of a pod completed, as a Unix timestamp in seconds.',
    ),
    conditionTimeFamily(
      'kube_pod_status_container_ready_time',
      'ContainersReady',
      'True',
      'Time at which all containers of a pod last became ready, as a Unix timestamp in seconds.',
    ),
    reasonFamily,
    disruptionReasonFamily,
    conditionFamily(
      'kube_pod_status_scheduled',
      'PodScheduled',
      'Status of the PodScheduled condition of a pod: 1 for the current status, 0 for all others.',
    ),
    conditionTimeFamily(
      'kube_pod_status_scheduled_time',
      'PodScheduled',
      'True',
      'Time at which a pod was scheduled to a node, as a Unix timestamp in seconds.',
      'STABLE',
    ),
    unschedulableFamily,
    conditionTimeFamily(
      'kube_pod_status_unscheduled_time',
      'PodScheduled',
      'False',
      'Time at which a pod became unschedulable, as a Unix timestamp in seconds.',
    ),
    ...schedulingFamilies,
  ],
});
