import { webhookConfigurationFamilies } from '../families/webhook-configurations.ts';
import { resource } from '../model/resource.ts';

/** ValidatingWebhookConfigurations: the services that they call. */
export const validatingwebhookconfigurations = resource({
  plural: 'validatingwebhookconfigurations',
  kind: 'ValidatingWebhookConfiguration',
  group: 'admissionregistration.k8s.io',
  namespaced: false,
  identityLabels: [
    ['namespace', 'namespace'],
    ['validatingwebhookconfiguration', 'name'],
  ],
  families: webhookConfigurationFamilies('kube_validatingwebhookconfiguration', 'ValidatingWebhookConfiguration'),
});
