import { CONDITION_STATUSES } from '../families/conditions.ts';
import { optionalStatusCount, specCount, statusCount } from '../families/counts.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, deletionTimestampFamily, generationFamily } from '../families/metadata.ts';
import { scaledCount } from '../families/scaling.ts';
import { type Family, family } from '../model/family.ts';
import { ownerReferences } from '../model/meta.ts';
import { resource } from '../model/resource.ts';
import { bool, intOrString, list, msg, optInt, optMsg, str } from '../model/schema.ts';

/** Reasons that are shown; any other is `unknown`, so that the number of series is bounded. */
const REASONS = new Set([
  '',
  'DeploymentPaused',
  'DeploymentResumed',
  'FoundNewReplicaSet',
  'MinimumReplicasAvailable',
  'MinimumReplicasUnavailable',
  'NewReplicaSetAvailable',
  'NewReplicaSetCreated',
  'ProgressDeadlineExceeded',
  'ReplicaSetCreateError',
  'ReplicaSetUpdated',
]);

/** A bound of a rolling update, as a number of replicas. */
function rollingUpdateFamily(
  name: string,
  field: 'maxUnavailable' | 'maxSurge',
  no: number,
  roundUp: boolean,
  help: string,
): Family {
  const strategy = msg(4, { rollingUpdate: optMsg(2, { [field]: intOrString(no) }) });
  return family({
    name,
    help,
    stability: 'STABLE',
    reads: { spec: msg(2, { replicas: optInt(1), strategy }) },
    render: ({ spec }, samples) => {
      if (!spec.strategy.rollingUpdate || spec.replicas === undefined) return;
      const count = scaledCount(spec.strategy.rollingUpdate[field], spec.replicas, roundUp);
      if (count !== undefined) samples.value(count);
    },
  });
}

/** Deployments: replicas, rollout limits and conditions. */
export const deployments = resource({
  plural: 'deployments',
  kind: 'Deployment',
  group: 'apps',
  identityLabels: [
    ['namespace', 'namespace'],
    ['deployment', 'name'],
  ],
  families: [
    family({
      name: 'kube_deployment_owner',
      help: 'Owner references of a Deployment, one series each, with empty labels if there is no owner; the value is always 1.',
      labels: ['owner_kind', 'owner_name'],
      reads: ownerReferences,
      render: ({ metadata: { ownerReferences: owners } }, samples) => {
        if (owners.length === 0) samples.label('owner_kind', '').label('owner_name', '').value(1);
        for (const { kind, name } of owners) samples.label('owner_kind', kind).label('owner_name', name).value(1);
      },
    }),
    createdFamily('kube_deployment_created', 'a Deployment'),
    statusCount('kube_deployment_status_replicas', 'replicas', 2, 'Number of pods of a Deployment.'),
    statusCount('kube_deployment_status_replicas_ready', 'readyReplicas', 7, 'Number of ready pods of a Deployment.'),
    statusCount(
      'kube_deployment_status_replicas_available',
      'availableReplicas',
      4,
      'Number of available pods of a Deployment: those that have been ready for minReadySeconds.',
    ),
    statusCount(
      'kube_deployment_status_replicas_unavailable',
      'unavailableReplicas',
      5,
      'Number of pods that a Deployment still needs to be fully available: missing ones, and ones that are not available.',
    ),
    statusCount(
      'kube_deployment_status_replicas_updated',
      'updatedReplicas',
      3,
      'Number of pods of a Deployment that match its current template.',
    ),
    optionalStatusCount(
      'kube_deployment_status_terminating_replicas',
      'terminatingReplicas',
      9,
      'Number of terminating pods of a Deployment.',
    ),
    statusCount(
      'kube_deployment_status_observed_generation',
      'observedGeneration',
      1,
      'Latest generation of a Deployment that its controller has observed.',
    ),
    family({
      name: 'kube_deployment_status_condition',
      help: 'Status and reason of each condition of a Deployment: 1 for the current status, 0 for all others.',
      stability: 'STABLE',
      labels: ['reason', 'condition', 'status'],
      reads: { status: msg(3, { conditions: list(6, { type: str(1), status: str(2), reason: str(4) }) }) },
      render: ({ status }, samples) => {
        for (const condition of status.conditions) {
          const reason = REASONS.has(condition.reason) ? condition.reason : 'unknown';
          for (const [value, shown] of CONDITION_STATUSES) {
            samples.label('reason', reason).label('condition', condition.type).label('status', shown);
            samples.state(condition.status === value);
          }
        }
      },
    }),
    specCount('kube_deployment_spec_replicas', 'replicas', 1, 'Desired number of pods of a Deployment.'),
    family({
      name: 'kube_deployment_spec_paused',
      help: 'Whether a Deployment is paused (1) or not (0).',
      stability: 'STABLE',
      reads: { spec: msg(2, { paused: bool(7) }) },
      render: ({ spec }, samples) => samples.value(spec.paused ? 1 : 0),
    }),
    rollingUpdateFamily(
      'kube_deployment_spec_strategy_rollingupdate_max_unavailable',
      'maxUnavailable',
      1,
      false,
      'Maximum number of pods of a Deployment that may be unavailable during a rolling update.',
    ),
    rollingUpdateFamily(
      'kube_deployment_spec_strategy_rollingupdate_max_surge',
      'maxSurge',
      2,
      true,
      'Maximum number of pods that a Deployment may run above the desired number during a rolling update.',
    ),
    generationFamily('kube_deployment_metadata_generation', 'a Deployment'),
    deletionTimestampFamily('kube_deployment_deletion_timestamp', 'a Deployment'),
    annotationsFamily('kube_deployment_annotations', 'a Deployment'),
    labelsFamily('kube_deployment_labels', 'a Deployment'),
  ],
});
