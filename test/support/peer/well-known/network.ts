import { condition, type WellKnown, wellKnown } from './case.ts';

const NAMES = `
labelsFromPath:
  name: [metadata, name]
  namespace: [metadata, namespace]
`;

/** Gateway API and cert-manager. */
export const network: readonly WellKnown[] = [
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
];
