import type { Cluster } from '../../../src/simulator/cluster.ts';
import { NODE } from './case.ts';
import { SCRAPE_TOKEN } from './cluster.ts';

/** What the metrics of a case must be. */
export interface Expectation {
  /** Families with at least one series. */
  readonly has: readonly string[];
  readonly hasNot?: readonly string[];
  /** Lines that must be there. */
  readonly lines?: readonly RegExp[];
  /** Number of pods in `kube_pod_info` over all replicas. */
  readonly pods?: (cluster: Cluster) => number;
  /** Matches each line of `/readyz?verbose` about a resource that the roles do not grant; nothing is refused by default. */
  readonly refused?: RegExp;
  /** Nothing may be read: alive, never ready, and 503. */
  readonly unready?: boolean;
  /** Ports in the container; 8080 and 8081 by default. */
  readonly port?: number;
  readonly telemetryPort?: number;
  /** Headers of a scrape. */
  readonly headers?: Readonly<Record<string, string>>;
}

const all = (cluster: Cluster): number => cluster.of('pods').items.size;
const usual = [
  'kube_pod_info',
  'kube_node_info',
  'kube_deployment_status_replicas',
  'kube_secret_info',
  'kube_namespace_created',
];

const proxied = { port: 8081, telemetryPort: 8082 };
const onNode = (test: (node: unknown) => boolean) => (cluster: Cluster) =>
  [...cluster.of('pods').items.values()].filter(({ value }) => test((value.spec as { nodeName?: string })?.nodeName))
    .length;

/** Expectations by the name of the case. */
export const expectations: Readonly<Record<string, Expectation>> = {
  'chart-defaults': { has: usual, pods: all },
  'chart-startup-probe': { has: usual, pods: all },
  'chart-self-monitor': { has: usual, pods: all },
  'chart-autosharding': { has: usual, pods: all },
  'chart-kubeconfig': { has: usual, pods: all },
  'chart-rbac-proxy': { has: usual, pods: all, port: 9090, telemetryPort: 9091 },
  'chart-auth-filter': { has: usual, pods: all, headers: { Authorization: `Bearer ${SCRAPE_TOKEN}` } },
  'chart-https-probes': { has: usual, pods: all, headers: { Authorization: `Basic ${btoa('probe:secret')}` } },
  'chart-custom-resource-state': { has: [...usual, 'kube_customresource_size'], pods: all },
  'chart-custom-resource-state-only': {
    // A CustomResourceDefinition is no custom resource, to kube-state-metrics neither.
    has: [],
    hasNot: usual,
  },
  'chart-no-collectors': { unready: true, has: [] },
  'chart-namespaced-roles': {
    has: ['kube_pod_info', 'kube_deployment_status_replicas', 'kube_secret_info'],
    hasNot: ['kube_node_info'],
    // Kinds that are in no namespace, and the one namespace that the chart forgets.
    refused: /cluster scope$|in the namespace "monitoring"$/,
  },
  'chart-lists': {
    has: ['kube_pod_info', 'kube_pod_annotations', 'kube_deployment_status_replicas', 'kube_namespace_labels'],
    hasNot: ['kube_node_info', 'kube_pod_tolerations', 'kube_pod_created', 'kube_secret_info'],
    lines: [/^kube_pod_labels\{namespace="core-0".*label_/m],
    refused: /"nodes"/,
  },
  'kube-prometheus-defaults': { has: usual, pods: all, ...proxied },
  'kube-prometheus-strip-limits': { has: usual, pods: all, ...proxied },
  'kube-prometheus-lite': {
    has: ['kube_pod_info', 'kube_node_info', 'kube_secret_info'],
    hasNot: ['kube_namespace_created', 'kube_pod_status_scheduled', 'kube_pod_restart_policy'],
    pods: all,
    ...proxied,
  },
  openshift: {
    has: ['kube_pod_labels', 'kube_node_labels', 'kube_customresource_vpa_updatemode'],
    hasNot: ['kube_secret_labels', 'kube_pod_created', 'kube_pod_status_scheduled'],
    pods: all,
    refused: /"mutatingadmissionpolic(ies|ybindings)"/,
    ...proxied,
  },
  azure: { has: ['kube_pod_labels', 'kube_node_labels', 'kube_secret_info'], hasNot: ['kube_lease_owner'], pods: all },
  'ksm-standard': { has: usual, pods: all },
  'ksm-autosharding': { has: usual, pods: all },
  'ksm-daemonset-shard': { has: ['kube_pod_info'], hasNot: ['kube_node_info'], pods: onNode((node) => node === NODE) },
  'ksm-daemonset-unscheduled-pods-fetching': {
    has: ['kube_pod_info'],
    hasNot: ['kube_node_info'],
    pods: onNode((node) => !node),
  },
  // The values in deploy/helm.
  'helm-kube-state-metrics': { has: usual, pods: all },
  'helm-autosharding': { has: usual, pods: all },
  'helm-lease-sharding': { has: usual, pods: all },
  forms: {
    has: [
      'kube_pod_info',
      'kube_node_info',
      'kube_secret_info',
      'kube_service_info',
      'kube_pod_labels',
      'kube_node_annotations',
    ],
    hasNot: ['kube_secret_labels', 'kube_node_labels', 'kube_pod_created', 'kube_secret_type', 'kube_pod_tolerations'],
    pods: all,
  },
};
