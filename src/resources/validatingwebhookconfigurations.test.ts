import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { validatingwebhookconfigurations } from './validatingwebhookconfigurations.ts';

describe('validatingwebhookconfigurations', () => {
  it('shows the service of each webhook', () => {
    const object = {
      metadata: { name: 'a', uid: 'u', resourceVersion: '7', creationTimestamp: '2024-03-01T00:00:00Z' },
      webhooks: [{ name: 'w', clientConfig: { service: { name: 's', namespace: 'm' } } }],
    };
    expect(samplesOf(validatingwebhookconfigurations, object)).toEqual([
      'kube_validatingwebhookconfiguration_info{namespace="",validatingwebhookconfiguration="a"} 1',
      'kube_validatingwebhookconfiguration_created{namespace="",validatingwebhookconfiguration="a"} 1.7092512e+09',
      'kube_validatingwebhookconfiguration_metadata_resource_version{namespace="",validatingwebhookconfiguration="a"} 7',
      'kube_validatingwebhookconfiguration_webhook_clientconfig_service{namespace="",validatingwebhookconfiguration="a",webhook_name="w",service_name="s",service_namespace="m"} 1',
    ]);
  });
});
