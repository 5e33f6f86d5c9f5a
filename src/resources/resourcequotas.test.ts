import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { resourcequotas } from './resourcequotas.ts';

describe('resourcequotas', () => {
  it('shows what is permitted and what is taken', () => {
    const object = {
      metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7' },
      status: { hard: { 'requests.cpu': '1.5', pods: 'x' }, used: { 'requests.cpu': '100m' } },
    };
    expect(samplesOf(resourcequotas, object, 'kube_resourcequota')).toEqual([
      'kube_resourcequota{namespace="ns",resourcequota="a",resource="requests.cpu",type="hard"} 1.5',
      'kube_resourcequota{namespace="ns",resourcequota="a",resource="requests.cpu",type="used"} 0.1',
    ]);
  });
});
