import { condition, type WellKnown, wellKnown } from './case.ts';

const CAPI_COMMON = `
labelsFromPath:
  name: [metadata, name]
  namespace: [metadata, namespace]
  uid: [metadata, uid]
`;
const OWNER = `
- name: owner
  help: Owners.
  each: {type: Info, info: {path: [metadata, ownerReferences], labelsFromPath: {owner_kind: [kind], owner_name: [name], owner_is_controller: [controller]}}}
- name: status_condition
  help: Conditions.
  each:
    type: StateSet
    stateSet: {path: [status, conditions], labelName: status, labelsFromPath: {type: [type]}, valueFrom: [status], list: ["True", "False", "Unknown"]}
- name: created
  help: Unix creation timestamp.
  each: {type: Gauge, gauge: {path: [metadata, creationTimestamp]}}
- name: annotation_paused
  help: Whether it is paused.
  each: {type: Gauge, gauge: {path: [metadata, annotations, cluster.x-k8s.io/paused], nilIsZero: true}}
`;
const owner = (kind: string, name: string): object => ({
  apiVersion: 'cluster.x-k8s.io/v1beta1',
  kind,
  name,
  uid: 'u',
  controller: true,
});

/** Cluster API, Crossplane and Karpenter. */
export const platform: readonly WellKnown[] = [
  wellKnown(
    'cluster.x-k8s.io/v1beta1, Cluster clusters',
    `metricNamePrefix: capi_cluster${CAPI_COMMON}
metrics:${OWNER}
- name: info
  help: Information.
  each:
    type: Info
    info:
      labelsFromPath:
        topology_version: [spec, topology, version]
        control_plane_endpoint_host: [spec, controlPlaneEndpoint, host]
        control_plane_endpoint_port: [spec, controlPlaneEndpoint, port]
- name: status_phase
  help: Phase.
  each: {type: StateSet, stateSet: {path: [status, phase], labelName: phase, list: [Pending, Provisioning, Provisioned, Deleting, Failed, Unknown]}}
`,
    [
      {
        name: 'prod',
        namespace: 'fleet',
        metadata: { annotations: { 'cluster.x-k8s.io/paused': 'true' } },
        spec: {
          paused: false,
          topology: { version: 'v1.30.1' },
          controlPlaneEndpoint: { host: '10.0.0.1', port: 6443 },
        },
        status: {
          phase: 'Provisioned',
          conditions: [condition('Ready', 'True', 'Ready'), condition('ControlPlaneReady', 'Unknown', 'x')],
        },
      },
      { name: 'empty', namespace: 'fleet', metadata: { annotations: { 'cluster.x-k8s.io/paused': '' } } },
    ],
  ),
  wellKnown(
    'cluster.x-k8s.io/v1beta1, Machine machines',
    `metricNamePrefix: capi_machine${CAPI_COMMON}  cluster_name: [spec, clusterName]
metrics:${OWNER}
- name: addresses
  help: Addresses.
  each: {type: Info, info: {path: [status, addresses], labelsFromPath: {address: [address], type: [type]}}}
`,
    [
      {
        name: 'prod-md-0-x',
        namespace: 'fleet',
        metadata: { ownerReferences: [owner('MachineSet', 'prod-md-0')] },
        spec: { clusterName: 'prod', providerID: 'aws:///eu/i-1', version: 'v1.30.1' },
        status: {
          addresses: [
            { address: '10.0.0.7', type: 'InternalIP' },
            { address: 'ip-10', type: 'InternalDNS' },
            { address: 'ip-10', type: 'InternalDNS' },
          ],
          conditions: [condition('NodeHealthy', 'False', 'NodeNotReady')],
          phase: 'Running',
        },
      },
    ],
  ),
  wellKnown(
    'cluster.x-k8s.io/v1beta1, MachineDeployment machinedeployments',
    `metricNamePrefix: capi_machinedeployment${CAPI_COMMON}  failure_domain: [spec, template, spec, failureDomain]
metrics:${OWNER}
- name: spec_strategy_rollingupdate_max_surge
  help: Surge.
  each: {type: Gauge, gauge: {path: [spec, strategy, rollingUpdate, maxSurge]}}
- name: spec_strategy_rollingupdate_max_unavailable
  help: Unavailable.
  each: {type: Gauge, gauge: {path: [spec, strategy, rollingUpdate, maxUnavailable]}}
- name: spec_replicas
  help: Wanted replicas.
  each: {type: Gauge, gauge: {path: [spec, replicas], nilIsZero: true}}
- name: status_replicas
  help: Replicas.
  each: {type: Gauge, gauge: {path: [status], valueFrom: [replicas], nilIsZero: true}}
`,
    [
      {
        name: 'prod-md-0',
        namespace: 'fleet',
        metadata: { ownerReferences: [owner('Cluster', 'prod'), { kind: 'Other', name: 'o', uid: 'u' }] },
        spec: {
          replicas: 3,
          strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
          template: { spec: { failureDomain: '1' } },
        },
        status: { replicas: 4, readyReplicas: 3, phase: 'ScalingDown', conditions: [] },
      },
      { name: 'none', namespace: 'fleet', status: {} },
    ],
  ),
  wellKnown(
    'pkg.crossplane.io/v1, Provider providers',
    `
metricNamePrefix: crossplane
metrics:
- name: provider_info
  help: Providers.
  each: {type: Info, info: {labelsFromPath: {name: [metadata, name], package: [spec, package], revision: [status, currentRevision]}}}
- name: provider_healthy
  help: Healthy.
  labelsFromPath: {name: [metadata, name]}
  each: {type: Gauge, gauge: {path: [status, conditions, "[type=Healthy]", status]}}
- name: provider_condition_age
  help: Time of the last transition.
  labelsFromPath: {name: [metadata, name]}
  each: {type: Gauge, gauge: {path: [status, conditions], labelsFromPath: {type: [type], status: [status]}, valueFrom: [lastTransitionTime]}}
`,
    [
      {
        name: 'provider-aws-s3',
        spec: { package: 'xpkg.example.com/provider-aws-s3:v1.4.0', packagePullPolicy: 'IfNotPresent' },
        status: {
          currentRevision: 'provider-aws-s3-1',
          conditions: [condition('Installed', 'True', 'ActivePackageRevision'), condition('Healthy', 'Unknown', 'x')],
        },
      },
      { name: 'broken', spec: {}, status: { conditions: null } },
    ],
  ),
  wellKnown(
    's3.aws.upbound.io/v1beta1, Bucket buckets',
    `
metricNamePrefix: crossplane_managed
commonLabels: {provider: aws}
labelsFromPath:
  name: [metadata, name]
  claim: [metadata, labels, crossplane.io/claim-name]
metrics:
- name: ready
  help: Ready.
  each: {type: Gauge, gauge: {path: [status, conditions, "[type=Ready]"], valueFrom: [status], labelsFromPath: {reason: [reason]}}}
- name: tags
  help: Tags.
  each: {type: Info, info: {path: [spec, forProvider, tags], labelFromKey: tag, labelsFromPath: {value: []}}}
- name: tags_of
  help: All tags.
  each: {type: Info, info: {path: [spec, forProvider], labelsFromPath: {tag_*: [tags]}}}
`,
    [
      {
        name: 'logs',
        metadata: { labels: { 'crossplane.io/claim-name': 'logs', 'crossplane.io/composite': 'logs-x' } },
        spec: {
          forProvider: { region: 'eu-west-1', tags: { 'crossplane-kind': 'bucket.s3', team: 'a b', Owner: 'x' } },
          deletionPolicy: 'Delete',
        },
        status: {
          atProvider: { arn: 'arn:aws:s3:::logs' },
          conditions: [condition('Ready', 'False', 'Creating'), condition('Synced', 'True', 'ReconcileSuccess')],
        },
      },
    ],
  ),
  wellKnown(
    'karpenter.sh/v1, NodePool nodepools',
    `
metricNamePrefix: karpenter
labelsFromPath: {nodepool: [metadata, name]}
metrics:
- name: nodepool_limit
  help: Limits.
  each: {type: Gauge, gauge: {path: [spec, limits], labelFromKey: resource}}
- name: nodepool_usage
  help: Usage.
  each: {type: Gauge, gauge: {path: [status, resources], labelFromKey: resource}}
- name: nodepool_weight
  help: Weight.
  each: {type: Gauge, gauge: {path: [spec, weight], nilIsZero: true}}
- name: nodepool_budget
  help: Budgets.
  each: {type: Gauge, gauge: {path: [spec, disruption, budgets], valueFrom: [nodes], labelsFromPath: {reasons: [reasons], schedule: [schedule]}}}
- name: nodepool_requirement
  help: Requirements.
  each: {type: Info, info: {path: [spec, template, spec, requirements], labelsFromPath: {key: [key], operator: [operator], values: [values]}}}
`,
    [
      {
        name: 'default',
        spec: {
          limits: { cpu: 1000, memory: '1000Gi', 'nvidia.com/gpu': '4', 'ephemeral-storage': '1.5Ti' },
          weight: 10,
          disruption: {
            consolidateAfter: '30s',
            budgets: [
              { nodes: '10%' },
              { nodes: '0', schedule: '@daily', duration: '10m', reasons: ['Drifted', 'Empty'] },
            ],
          },
          template: {
            spec: {
              requirements: [
                { key: 'karpenter.sh/capacity-type', operator: 'In', values: ['spot', 'on-demand'] },
                { key: 'a', operator: 'Exists' },
              ],
            },
          },
        },
        status: {
          resources: { cpu: '123500m', memory: '510340632Ki', nodes: '12', pods: '290', 'hugepages-1Gi': '0' },
          conditions: [],
        },
      },
    ],
  ),
  wellKnown(
    'karpenter.sh/v1, NodeClaim nodeclaims',
    `
metricNamePrefix: karpenter_nodeclaim
labelsFromPath: {nodeclaim: [metadata, name], nodepool: [metadata, labels, karpenter.sh/nodepool]}
metrics:
- name: info
  help: Node claims.
  each: {type: Info, info: {labelsFromPath: {node: [status, nodeName], type: [metadata, labels, node.kubernetes.io/instance-type]}}}
- name: status_condition
  help: Conditions.
  each: {type: Gauge, gauge: {path: [status, conditions], labelsFromPath: {type: [type]}, valueFrom: [status]}}
- name: expire_after
  help: Expiry, which is no number.
  errorLogV: 6
  each: {type: Gauge, gauge: {path: [spec, expireAfter]}}
`,
    [
      {
        name: 'default-x',
        metadata: { labels: { 'karpenter.sh/nodepool': 'default', 'node.kubernetes.io/instance-type': 'm7g.large' } },
        spec: {
          expireAfter: '720h',
          nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'default' },
        },
        status: {
          nodeName: 'ip-10-0-0-1',
          allocatable: { cpu: '1930m' },
          conditions: [condition('Launched', 'True', 'Launched'), condition('Initialized', 'Unknown', 'x')],
        },
      },
    ],
  ),
];
