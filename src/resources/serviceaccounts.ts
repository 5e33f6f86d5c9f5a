import { annotationsFamily, labelsFamily } from '../families/labels.ts';
import { createdFamily, deletionTimestampFamily } from '../families/metadata.ts';
import { optionalText } from '../families/optional.ts';
import { family } from '../model/family.ts';
import { resource } from '../model/resource.ts';
import { list, optBool, str } from '../model/schema.ts';

/** ServiceAccounts: token mounting and Secrets. */
export const serviceaccounts = resource({
  plural: 'serviceaccounts',
  kind: 'ServiceAccount',
  byDefault: false,
  identityLabels: [
    ['namespace', 'namespace'],
    ['serviceaccount', 'name'],
    ['uid', 'uid'],
  ],
  families: [
    family({
      name: 'kube_serviceaccount_info',
      help: 'Whether pods mount a token of a ServiceAccount by default, as a label; the value is always 1.',
      labels: ['automount_token'],
      reads: { automountServiceAccountToken: optBool(4) },
      render: ({ automountServiceAccountToken: mounted }, samples) => {
        samples.label('automount_token', optionalText(mounted)).value(1);
      },
    }),
    createdFamily('kube_serviceaccount_created', 'a ServiceAccount', 'ALPHA'),
    deletionTimestampFamily('kube_serviceaccount_deleted', 'a ServiceAccount'),
    family({
      name: 'kube_serviceaccount_secret',
      help: 'Secrets that pods of a ServiceAccount may use, one series each; the value is always 1.',
      labels: ['name'],
      reads: { secrets: list(2, { name: str(3) }) },
      render: ({ secrets }, samples) => {
        for (const { name } of secrets) samples.label('name', name).value(1);
      },
    }),
    family({
      name: 'kube_serviceaccount_image_pull_secret',
      help: 'Image pull Secrets of a ServiceAccount, one series each; the value is always 1.',
      labels: ['name'],
      reads: { imagePullSecrets: list(3, { name: str(1) }) },
      render: ({ imagePullSecrets }, samples) => {
        for (const { name } of imagePullSecrets) samples.label('name', name).value(1);
      },
    }),
    annotationsFamily('kube_serviceaccount_annotations', 'a ServiceAccount'),
    labelsFamily('kube_serviceaccount_labels', 'a ServiceAccount', 'ALPHA'),
  ],
});
