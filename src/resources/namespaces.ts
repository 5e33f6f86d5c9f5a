import { family } from '../model/family.ts';
import { conditionShape } from '../model/meta.ts';
import { resource } from '../model/resource.ts';
import { list, msg, str } from '../model/schema.ts';
import { writeCondition } from './shared/conditions.ts';
import { annotationsFamily, labelsFamily } from './shared/labels.ts';
import { createdFamily } from './shared/metadata.ts';

const PHASES = ['Active', 'Terminating'];

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
      help: 'Phase of a namespace: 1 for the phase that holds, 0 for the other.',
      stability: 'STABLE',
      labels: ['phase'],
      reads: { status: msg(3, { phase: str(1) }) },
      render: ({ status }, rows) => {
        for (const phase of PHASES) rows.label('phase', phase).value(status.phase === phase ? 1 : 0);
      },
    }),
    family({
      name: 'kube_namespace_status_condition',
      help: 'Conditions of a namespace: 1 for the status that holds, 0 for the others.',
      labels: ['condition', 'status'],
      reads: { status: msg(3, { conditions: list(2, conditionShape) }) },
      render: ({ status }, rows) => {
        for (const { type, status: value } of status.conditions)
          writeCondition(rows, value, 'status', ['condition', type]);
      },
    }),
  ],
});
