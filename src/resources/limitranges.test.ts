import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { limitranges } from './limitranges.ts';

describe('limitranges', () => {
  it('shows each constraint of each resource', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      spec: {
        limits: [
          {
            type: 'Container',
            min: { cpu: '100m' },
            max: { memory: '1Gi' },
            default: { cpu: 'x' },
            defaultRequest: { cpu: '0.0001' },
            maxLimitRequestRatio: { cpu: '2' },
          },
        ],
      },
    };
    expect(samplesOf(limitranges, object, 'kube_limitrange')).toEqual([
      'kube_limitrange{namespace="ns",limitrange="a",resource="cpu",type="Container",constraint="min"} 0.1',
      'kube_limitrange{namespace="ns",limitrange="a",resource="memory",type="Container",constraint="max"} 1.073741824e+09',
      'kube_limitrange{namespace="ns",limitrange="a",resource="cpu",type="Container",constraint="defaultRequest"} 0.001',
      'kube_limitrange{namespace="ns",limitrange="a",resource="cpu",type="Container",constraint="maxLimitRequestRatio"} 2',
    ]);
  });
});
