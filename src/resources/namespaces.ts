import { writeChoice } from '../families/choices.ts';
import { conditionsFamily } from '../families/conditions.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily } from '../families/metadata.ts';
import { family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { msg, str } from '../model/schema.ts';

const PHASES = ['Active', 'Terminating'];

/** Namespaces: phase and conditions. */
export const namespaces = resource({
  plural: 'namespaces',
  kind: 'Namespace',
  namespaced: false,
  identityLabels: [['namespace', 'name']],
  families: [
    createdFamily('kube_namespace_created', 'a namespace'),
    annotationsFamily('kube_namespace_annotations', 'a namespace'),
    labelsFamily('kube_namespace_labels', 'a namespace'),
    family({
      name: 'kube_namespace_status_phase',
      help: 'Phase of a namespace: 1 for the current phase, 0 for the other.',
      stability: 'STABLE',
      labels: ['phase'],
      reads: { status: msg(3, { phase: str(1) }) },
      render: ({ status }, samples) => writeChoice(samples, 'phase', PHASES, status.phase),
    }),
    conditionsFamily('kube_namespace_status_condition', 'a namespace', 2, 'ALPHA'),
  ],
});
