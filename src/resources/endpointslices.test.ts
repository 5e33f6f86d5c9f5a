import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { endpointslices } from './endpointslices.ts';

describe('endpointslices', () => {
  it('leaves empty what is unset', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      addressType: 'IPv4',
      endpoints: [
        {
          addresses: ['10.0.0.1', '10.0.0.2'],
          conditions: { ready: true, serving: false },
          targetRef: { kind: 'Pod', name: 'p', namespace: 'ns' },
        },
      ],
      ports: [{ port: 80 }, {}],
    };
    expect(samplesOf(endpointslices, object)).toEqual([
      'kube_endpointslice_info{endpointslice="a",namespace="ns",addresstype="IPv4"} 1',
      'kube_endpointslice_endpoints{endpointslice="a",namespace="ns",ready="true",serving="false",hostname="",terminating="",targetref_kind="Pod",targetref_name="p",targetref_namespace="ns",endpoint_nodename="",endpoint_zone="",address="10.0.0.1"} 1',
      'kube_endpointslice_endpoints{endpointslice="a",namespace="ns",ready="true",serving="false",hostname="",terminating="",targetref_kind="Pod",targetref_name="p",targetref_namespace="ns",endpoint_nodename="",endpoint_zone="",address="10.0.0.2"} 1',
      'kube_endpointslice_ports{endpointslice="a",namespace="ns",port_name="",port_protocol="",port_number="80"} 1',
      'kube_endpointslice_ports{endpointslice="a",namespace="ns",port_name="",port_protocol="",port_number=""} 1',
      'kube_endpointslice_annotations{endpointslice="a",namespace="ns"} 1',
      'kube_endpointslice_labels{endpointslice="a",namespace="ns"} 1',
    ]);
  });

  it('shows hints by the first address', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      endpoints: [
        { addresses: ['10.0.0.1', '10.0.0.2'], hints: { forZones: [{ name: 'z1' }, { name: 'z2' }] } },
        { addresses: [], hints: { forZones: [{ name: 'z3' }] } },
      ],
    };
    expect(samplesOf(endpointslices, object, 'kube_endpointslice_endpoints_hints')).toEqual([
      'kube_endpointslice_endpoints_hints{endpointslice="a",namespace="ns",address="10.0.0.1",for_zone="z1"} 1',
      'kube_endpointslice_endpoints_hints{endpointslice="a",namespace="ns",address="10.0.0.1",for_zone="z2"} 1',
    ]);
  });
});
