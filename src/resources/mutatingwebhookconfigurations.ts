import { webhookConfigurationFamilies } from '../families/webhook-configurations.ts';
import { resource } from '../model/resource.ts';

/** MutatingWebhookConfigurations: the services that they call. */
export const mutatingwebhookconfigurations = resource({
  plural: 'mutatingwebhookconfigurations',
  kind: 'MutatingWebhookConfiguration',
  group: 'admissionregistration.k8s.io',
  namespaced: false,
  identityLabels: [
    ['namespace', 'namespace'],
    ['mutatingwebhookconfiguration', 'name'],
  ],
  families: webhookConfigurationFamilies('kube_mutatingwebhookconfiguration', 'MutatingWebhookConfiguration'),
});
