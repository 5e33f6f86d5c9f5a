import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { mutatingwebhookconfigurations } from './mutatingwebhookconfigurations.ts';

describe('mutatingwebhookconfigurations', () => {
  it('shows the service of each webhook', () => {
    const object = {
      metadata: { name: 'a', uid: 'u', resourceVersion: '7' },
      webhooks: [
        { name: 'w', clientConfig: { service: { name: 's', namespace: 'm' } } },
        { name: 'v', clientConfig: { url: 'https://x' } },
      ],
    };
    expect(samplesOf(mutatingwebhookconfigurations, object)).toEqual([
      'kube_mutatingwebhookconfiguration_info{namespace="",mutatingwebhookconfiguration="a"} 1',
      'kube_mutatingwebhookconfiguration_metadata_resource_version{namespace="",mutatingwebhookconfiguration="a"} 7',
      'kube_mutatingwebhookconfiguration_webhook_clientconfig_service{namespace="",mutatingwebhookconfiguration="a",webhook_name="w",service_name="s",service_namespace="m"} 1',
      'kube_mutatingwebhookconfiguration_webhook_clientconfig_service{namespace="",mutatingwebhookconfiguration="a",webhook_name="v",service_name="",service_namespace=""} 1',
    ]);
  });
});
