import { existsFamily } from '../families/exists.ts';
import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, resourceVersionFamily } from '../families/metadata.ts';
import { ownerFamily } from '../families/owners.ts';
import { family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { str } from '../model/schema.ts';

/** Secrets: metadata and type, which the Table form has both, so that their data never crosses the wire. */
export const secrets = resource({
  plural: 'secrets',
  kind: 'Secret',
  form: { column: 'Type', field: 'type' },
  syncRank: 4,
  identityLabels: [
    ['namespace', 'namespace'],
    ['secret', 'name'],
  ],
  families: [
    existsFamily('kube_secret_info', 'Secret', 'STABLE'),
    family({
      name: 'kube_secret_type',
      help: 'Type of a Secret, such as Opaque, as a label; the value is always 1.',
      stability: 'STABLE',
      labels: ['type'],
      reads: { type: str(3) },
      render: ({ type }, samples) => samples.label('type', type).value(1),
    }),
    annotationsFamily('kube_secret_annotations', 'a Secret'),
    labelsFamily('kube_secret_labels', 'a Secret'),
    createdFamily('kube_secret_created', 'a Secret'),
    resourceVersionFamily('kube_secret_metadata_resource_version', 'a Secret'),
    ownerFamily('kube_secret_owner', 'a Secret', 'ALPHA'),
  ],
});
