import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, resourceVersionFamily } from '../families/metadata.ts';
import { family } from '../model/family.ts';
import { annotations } from '../model/meta.ts';
import { resource } from '../model/resource.ts';
import { inline, int, list, msg, optMsg, optStr, str, strs } from '../model/schema.ts';

/** Annotation that named the class before the field existed. It still has precedence. */
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

const backend = msg(2, {
  resource: optMsg(3, { apiGroup: optStr(1), kind: str(2), name: str(3) }),
  service: optMsg(4, { name: str(1), port: msg(2, { number: int(2) }) }),
});
const rules = list(3, {
  host: str(1),
  ingressRuleValue: inline(2, {
    http: optMsg(1, { paths: list(1, { path: str(1), backend, pathType: optStr(3) }) }),
  }),
});

/** Ingresses: paths, backends and TLS hosts. */
export const ingresses = resource({
  plural: 'ingresses',
  kind: 'Ingress',
  group: 'networking.k8s.io',
  identityLabels: [
    ['namespace', 'namespace'],
    ['ingress', 'name'],
  ],
  families: [
    family({
      name: 'kube_ingress_info',
      help: 'Class of an Ingress, as a label, _default if it names none; the value is always 1.',
      stability: 'STABLE',
      labels: ['ingressclass'],
      reads: { ...annotations, spec: msg(2, { ingressClassName: optStr(4) }) },
      render: ({ metadata, spec }, samples) => {
        const name = metadata.annotations.get(CLASS_ANNOTATION) ?? spec.ingressClassName ?? '_default';
        samples.label('ingressclass', name).value(1);
      },
    }),
    annotationsFamily('kube_ingress_annotations', 'an Ingress'),
    labelsFamily('kube_ingress_labels', 'an Ingress'),
    createdFamily('kube_ingress_created', 'an Ingress'),
    resourceVersionFamily('kube_ingress_metadata_resource_version', 'an Ingress'),
    family({
      name: 'kube_ingress_path',
      help: 'Paths of an Ingress with the backend of each, one series per path; the value is always 1.',
      stability: 'STABLE',
      labels: [
        'host',
        'path',
        'path_type',
        'service_name',
        'service_port',
        'resource_api_group',
        'resource_kind',
        'resource_name',
      ],
      reads: { spec: msg(2, { rules }) },
      render: ({ spec }, samples) => {
        for (const { host, ingressRuleValue } of spec.rules) {
          if (!ingressRuleValue.http) continue;
          for (const { path, pathType, backend } of ingressRuleValue.http.paths) {
            const { service, resource: other } = backend;
            // A path that leads nowhere has no series.
            if (!service && !other) continue;
            samples
              .label('host', host)
              .label('path', path)
              .label('path_type', pathType ?? '');
            if (service) {
              samples.label('service_name', service.name).label('service_port', String(service.port.number));
            } else if (other) {
              samples.label('resource_api_group', other.apiGroup ?? '').label('resource_kind', other.kind);
              samples.label('resource_name', other.name);
            }
            samples.value(1);
          }
        }
      },
    }),
    family({
      name: 'kube_ingress_tls',
      help: 'TLS hosts of an Ingress with the Secret that holds their certificate, one series per host; the value is always 1.',
      stability: 'STABLE',
      labels: ['tls_host', 'secret'],
      reads: { spec: msg(2, { tls: list(2, { hosts: strs(1), secretName: str(2) }) }) },
      render: ({ spec }, samples) => {
        for (const { hosts, secretName } of spec.tls) {
          for (const host of hosts) samples.label('tls_host', host).label('secret', secretName).value(1);
        }
      },
    }),
  ],
});
