import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { services } from './services.ts';

describe('services', () => {
  it('shows addresses and entry points', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: { clusterIP: '10.0.0.1', type: 'LoadBalancer', externalIPs: ['1.2.3.4'], externalTrafficPolicy: 'Local' },
      status: { loadBalancer: { ingress: [{ ip: '5.6.7.8' }, { hostname: 'h' }] } },
    };
    expect(
      samplesOf(
        services,
        object,
        'kube_service_info',
        'kube_service_spec_type',
        'kube_service_spec_external_ip',
        'kube_service_status_load_balancer_ingress',
      ),
    ).toEqual([
      'kube_service_info{namespace="ns",service="a",uid="u",cluster_ip="10.0.0.1",external_name="",load_balancer_ip="",external_traffic_policy="Local"} 1',
      'kube_service_spec_type{namespace="ns",service="a",uid="u",type="LoadBalancer"} 1',
      'kube_service_spec_external_ip{namespace="ns",service="a",uid="u",external_ip="1.2.3.4"} 1',
      'kube_service_status_load_balancer_ingress{namespace="ns",service="a",uid="u",ip="5.6.7.8",hostname=""} 1',
      'kube_service_status_load_balancer_ingress{namespace="ns",service="a",uid="u",ip="",hostname="h"} 1',
    ]);
  });
});
