import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily } from '../families/metadata.ts';
import { family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { msg, str } from '../model/schema.ts';

/** IngressClasses: their controllers. */
export const ingressclasses = resource({
  plural: 'ingressclasses',
  kind: 'IngressClass',
  group: 'networking.k8s.io',
  namespaced: false,
  byDefault: false,
  identityLabels: [['ingressclass', 'name']],
  families: [
    family({
      name: 'kube_ingressclass_info',
      help: 'Controller of an IngressClass, as a label; the value is always 1.',
      labels: ['controller'],
      reads: { spec: msg(2, { controller: str(1) }) },
      render: ({ spec }, samples) => samples.label('controller', spec.controller).value(1),
    }),
    createdFamily('kube_ingressclass_created', 'an IngressClass', 'ALPHA'),
    annotationsFamily('kube_ingressclass_annotations', 'an IngressClass'),
    labelsFamily('kube_ingressclass_labels', 'an IngressClass', 'ALPHA'),
  ],
});
