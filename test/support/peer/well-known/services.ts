import { condition, type WellKnown, wellKnown } from './case.ts';

const NAMES = `
labelsFromPath:
  name: [metadata, name]
  namespace: [metadata, namespace]
`;

/** Gateway API, cert-manager, Knative, the autoscalers and secrets. */
export const services: readonly WellKnown[] = [
  wellKnown(
    'gateway.networking.k8s.io/v1, Gateway gateways',
    `metricNamePrefix: gatewayapi_gateway${NAMES}
metrics:
- name: info
  help: Gateways.
  each: {type: Info, info: {labelsFromPath: {gatewayclass_name: [spec, gatewayClassName]}}}
- name: labels
  help: Labels.
  each: {type: Info, info: {path: [metadata], labelsFromPath: {"*": [labels]}}}
- name: created
  help: Creation.
  each: {type: Gauge, gauge: {path: [metadata, creationTimestamp]}}
- name: listener_info
  help: Listeners.
  each: {type: Info, info: {path: [spec, listeners], labelsFromPath: {listener_name: [name], port: [port], protocol: [protocol], hostname: [hostname], tls_mode: [tls, mode]}}}
- name: status
  help: Conditions.
  each: {type: Gauge, gauge: {path: [status, conditions], labelsFromPath: {type: [type]}, valueFrom: [status]}}
- name: status_listener_attached_routes
  help: Routes.
  each: {type: Gauge, gauge: {path: [status, listeners], labelsFromPath: {listener_name: [name]}, valueFrom: [attachedRoutes]}}
- name: status_address_info
  help: Addresses.
  each: {type: Info, info: {path: [status, addresses], labelsFromPath: {type: [type], value: [value]}}}
`,
    [
      {
        name: 'public',
        namespace: 'infra',
        metadata: { labels: { 'app.kubernetes.io/part-of': 'edge', name: 'other' } },
        spec: {
          gatewayClassName: 'istio',
          listeners: [
            { name: 'http', port: 80, protocol: 'HTTP' },
            {
              name: 'https',
              port: 443,
              protocol: 'HTTPS',
              hostname: '*.example.com',
              tls: { mode: 'Terminate', certificateRefs: [{ name: 'c' }] },
            },
          ],
        },
        status: {
          addresses: [{ type: 'IPAddress', value: '203.0.113.7' }],
          conditions: [
            condition('Accepted', 'True', 'Accepted'),
            condition('Programmed', 'False', 'AddressNotAssigned'),
          ],
          listeners: [
            { name: 'http', attachedRoutes: 0, conditions: [] },
            { name: 'https', attachedRoutes: 12 },
          ],
        },
      },
    ],
  ),
  wellKnown(
    'gateway.networking.k8s.io/v1, HTTPRoute httproutes',
    `metricNamePrefix: gatewayapi_httproute${NAMES}
metrics:
- name: hostname_info
  help: Host names.
  each: {type: Info, info: {path: [spec, hostnames], labelsFromPath: {hostname: []}}}
- name: parent_info
  help: Parents.
  each: {type: Info, info: {path: [spec, parentRefs], labelsFromPath: {parent_name: [name], section: [sectionName]}}}
- name: status_parent_condition
  help: Of the first parent.
  each: {type: Gauge, gauge: {path: [status, parents, "0", conditions], labelsFromPath: {type: [type]}, valueFrom: [status]}}
- name: backend_weight
  help: Weights of the first rule.
  each: {type: Gauge, gauge: {path: [spec, rules, "0", backendRefs], labelsFromPath: {backend: [name]}, valueFrom: [weight], nilIsZero: true}}
`,
    [
      {
        name: 'shop',
        namespace: 'web',
        spec: {
          hostnames: ['shop.example.com', 'www.example.com'],
          parentRefs: [{ name: 'public', namespace: 'infra', sectionName: 'https' }],
          rules: [
            {
              backendRefs: [
                { name: 'v1', port: 8080, weight: 90 },
                { name: 'v2', port: 8080, weight: 10 },
                { name: 'v3' },
              ],
            },
          ],
        },
        status: {
          parents: [
            {
              parentRef: { name: 'public' },
              controllerName: 'istio.io/gateway-controller',
              conditions: [condition('Accepted', 'True', 'Accepted')],
            },
          ],
        },
      },
      { name: 'bare', namespace: 'web', spec: {}, status: { parents: [] } },
    ],
  ),
  wellKnown(
    'gateway.networking.k8s.io/v1, GatewayClass gatewayclasses',
    `
metricNamePrefix: gatewayapi_gatewayclass
labelsFromPath: {name: [metadata, name]}
metrics:
- name: info
  help: Classes.
  each: {type: Info, info: {labelsFromPath: {controller_name: [spec, controllerName]}}}
- name: status_supported_features
  help: Features.
  each: {type: Info, info: {path: [status, supportedFeatures], labelsFromPath: {features: [name]}}}
`,
    [
      {
        name: 'istio',
        spec: { controllerName: 'istio.io/gateway-controller' },
        status: { supportedFeatures: [{ name: 'HTTPRoute' }, { name: 'Gateway' }] },
      },
    ],
  ),
  wellKnown(
    'cert-manager.io/v1, Certificate certificates',
    `${NAMES}
metrics:
- name: certificate_valid_not_before
  help: Not before.
  each: {type: Gauge, gauge: {path: [status, notBefore]}}
- name: certificate_valid_not_after
  help: Not after.
  each: {type: Gauge, gauge: {path: [status, notAfter]}}
- name: certificate_ready
  help: Ready.
  each: {type: StateSet, stateSet: {labelName: condition, path: [status, conditions, "[type=Ready]", status], list: ["True", "False", Unknown]}}
- name: certificate_dns
  help: Names.
  each: {type: Info, info: {labelsFromPath: {dns_names: [spec, dnsNames], usages: [spec, usages], issuer: [spec, issuerRef, name]}}}
- name: certificate_revision
  help: Revision.
  each: {type: Gauge, gauge: {path: [status, revision]}}
`,
    [
      {
        name: 'web-tls',
        namespace: 'web',
        spec: {
          dnsNames: ['example.com', '*.example.com'],
          issuerRef: { kind: 'ClusterIssuer', name: 'letsencrypt' },
          duration: '2160h0m0s',
          secretName: 's',
        },
        status: {
          notBefore: '2024-05-01T00:00:00Z',
          notAfter: '2024-07-30T00:00:00Z',
          renewalTime: '2024-06-30T00:00:00Z',
          revision: 3,
          conditions: [condition('Ready', 'True', 'Ready')],
        },
      },
      {
        name: 'pending',
        namespace: 'web',
        spec: { dnsNames: [] },
        status: { conditions: [condition('Issuing', 'True', 'DoesNotExist'), condition('Ready', 'False', 'x')] },
      },
    ],
  ),
  wellKnown(
    'cert-manager.io/v1, ClusterIssuer clusterissuers',
    `
metrics:
- name: issuer_transition_info
  help: Transitions.
  labelsFromPath: {issuer: [metadata, name]}
  each: {type: Info, info: {path: [status, conditions], labelsFromPath: {"*": []}}}
- name: issuer_acme
  help: The ACME server.
  each: {type: Info, info: {path: [spec, acme], labelsFromPath: {server: [server], solver: [solvers, "0", http01, ingress, class]}}}
`,
    [
      {
        name: 'letsencrypt',
        spec: {
          acme: {
            server: 'https://acme.example.com/directory',
            email: 'a@example.com',
            solvers: [{ http01: { ingress: { class: 'nginx' } } }],
          },
        },
        status: {
          acme: { uri: 'https://acme.example.com/acct/1' },
          conditions: [condition('Ready', 'True', 'ACMEAccountRegistered', 'The "account" is\\registered')],
        },
      },
    ],
  ),
  wellKnown(
    'serving.knative.dev/v1, Service services',
    `metricNamePrefix: knative_service${NAMES}
metrics:
- name: traffic_percent
  help: Traffic.
  each: {type: Gauge, gauge: {path: [status, traffic], labelsFromPath: {revision: [revisionName], latest: [latestRevision], tag: [tag]}, valueFrom: [percent]}}
- name: ready
  help: Ready.
  each: {type: Gauge, gauge: {path: [status, conditions, "[type=Ready]", status]}}
- name: scale
  help: Bounds.
  each: {type: Info, info: {path: [spec, template, metadata, annotations], labelsFromPath: {min: [autoscaling.knative.dev/min-scale], max: [autoscaling.knative.dev/max-scale]}}}
- name: min_scale
  help: The least.
  each: {type: Gauge, gauge: {path: [spec, template, metadata, annotations, autoscaling.knative.dev/min-scale]}}
- name: concurrency
  help: Concurrency.
  each: {type: Gauge, gauge: {path: [spec, template, spec, containerConcurrency]}}
`,
    [
      {
        name: 'hello',
        namespace: 'fn',
        spec: {
          template: {
            metadata: {
              annotations: { 'autoscaling.knative.dev/min-scale': '1', 'autoscaling.knative.dev/max-scale': '10' },
            },
            spec: { containerConcurrency: 0, timeoutSeconds: 300 },
          },
        },
        status: {
          url: 'http://hello.fn.example.com',
          conditions: [condition('ConfigurationsReady', 'True', ''), condition('Ready', 'Unknown', 'RevisionMissing')],
          traffic: [
            { revisionName: 'hello-00001', percent: 90, latestRevision: false },
            { revisionName: 'hello-00002', percent: 10, latestRevision: true, tag: 'next' },
            { latestRevision: true },
          ],
        },
      },
    ],
  ),
  wellKnown(
    'autoscaling.k8s.io/v1, VerticalPodAutoscaler verticalpodautoscalers',
    `
labelsFromPath:
  verticalpodautoscaler: [metadata, name]
  namespace: [metadata, namespace]
  target_api_version: [apiVersion]
  target_kind: [spec, targetRef, kind]
  target_name: [spec, targetRef, name]
metrics:
  - name: "verticalpodautoscaler_labels"
    help: "VPA labels"
    each:
      type: Info
      info:
        labelsFromPath:
          "*": [metadata, labels]
  - name: verticalpodautoscaler_status_recommendation_containerrecommendations_target
    help: VPA container recommendations for memory.
    each:
      type: Gauge
      gauge:
        path: [status, recommendation, containerRecommendations]
        valueFrom: [target, memory]
        labelsFromPath: {container: [containerName]}
    commonLabels: {resource: "memory", unit: "byte"}
  - name: verticalpodautoscaler_status_recommendation_containerrecommendations_target
    help: VPA container recommendations for cpu.
    each:
      type: Gauge
      gauge:
        path: [status, recommendation, containerRecommendations]
        valueFrom: [target, cpu]
        labelsFromPath: {container: [containerName]}
    commonLabels: {resource: "cpu", unit: "core"}
  - name: verticalpodautoscaler_spec_updatepolicy_updatemode
    help: Update mode
    each: {type: StateSet, stateSet: {labelName: update_mode, path: [spec, updatePolicy, updateMode], list: ["Auto", "Initial", "Off", "Recreate"]}}
`,
    [
      {
        name: 'web',
        namespace: 'shop',
        metadata: { labels: { app: 'web', Tier: 'x' } },
        spec: {
          targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
          updatePolicy: { updateMode: 'Off' },
        },
        status: {
          recommendation: {
            containerRecommendations: [
              {
                containerName: 'app',
                target: { cpu: '587m', memory: '262144k' },
                lowerBound: { cpu: '25m', memory: '262144k' },
              },
              { containerName: 'side', target: { cpu: '1', memory: '1.5Gi' } },
              { containerName: 'none', target: {} },
            ],
          },
        },
      },
    ],
  ),
  wellKnown(
    'keda.sh/v1alpha1, ScaledObject scaledobjects',
    `metricNamePrefix: keda${NAMES}
metrics:
- name: scaledobject_paused
  help: Paused.
  each: {type: Gauge, gauge: {path: [metadata, annotations, autoscaling.keda.sh/paused], nilIsZero: true}}
- name: scaledobject_replicas
  help: Bounds.
  each: {type: Gauge, gauge: {path: [spec, maxReplicaCount]}}
- name: scaledobject_trigger
  help: Triggers.
  each: {type: Info, info: {path: [spec, triggers], labelsFromPath: {type: [type], meta_*: [metadata]}}}
- name: scaledobject_health
  help: Failures.
  each: {type: Gauge, gauge: {path: [status, health], labelFromKey: trigger, valueFrom: [numberOfFailures], labelsFromPath: {health: [status]}}}
`,
    [
      {
        name: 'worker',
        namespace: 'jobs',
        metadata: { annotations: { 'autoscaling.keda.sh/paused': 'TRUE' } },
        spec: {
          maxReplicaCount: 20,
          triggers: [
            { type: 'kafka', metadata: { lagThreshold: '50', topic: 't' } },
            { type: 'cron', metadata: { start: '0 8 * * *' } },
          ],
        },
        status: {
          health: {
            's0-kafka-t': { numberOfFailures: 2, status: 'Failing' },
            's1-cron': { numberOfFailures: 0, status: 'Happy' },
          },
        },
      },
    ],
  ),
  wellKnown(
    'external-secrets.io/v1, ExternalSecret externalsecrets',
    `metricNamePrefix: external_secret${NAMES}
metrics:
- name: refresh_time
  help: The last refresh.
  each: {type: Gauge, gauge: {path: [status, refreshTime]}}
- name: keys
  help: Keys.
  each: {type: Info, info: {path: [spec, data], labelsFromPath: {key: [secretKey], remote: [remoteRef, key]}}}
- name: binding
  help: Binding.
  each: {type: Info, info: {path: [status], labelsFromPath: {binding: [binding], all: []}}}
`,
    [
      {
        name: 'db',
        namespace: 'shop',
        spec: {
          refreshInterval: '1h',
          data: [{ secretKey: 'password', remoteRef: { key: 'prod/db', property: 'password' } }],
        },
        status: {
          refreshTime: '2024-05-06T07:08:09Z',
          syncedResourceVersion: '1-abc',
          binding: { name: 'db' },
          conditions: [condition('Ready', 'True', 'SecretSynced')],
        },
      },
    ],
  ),
];
