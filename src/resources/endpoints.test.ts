import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { endpoints } from './endpoints.ts';

describe('endpoints', () => {
  it('pairs each address with each port', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      subsets: [
        {
          addresses: [{ ip: '10.0.0.1' }],
          notReadyAddresses: [{ ip: '10.0.0.2' }],
          ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
        },
      ],
    };
    expect(samplesOf(endpoints, object, 'kube_endpoint_address', 'kube_endpoint_ports')).toEqual([
      'kube_endpoint_address{namespace="ns",endpoint="a",port_protocol="TCP",port_number="80",port_name="http",ip="10.0.0.1",ready="true"} 1',
      'kube_endpoint_address{namespace="ns",endpoint="a",port_protocol="TCP",port_number="80",port_name="http",ip="10.0.0.2",ready="false"} 1',
      'kube_endpoint_ports{namespace="ns",endpoint="a",port_name="http",port_protocol="TCP",port_number="80"} 1',
    ]);
  });
});
