import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { namespaces } from './namespaces.ts';

describe('namespaces', () => {
  it('shows phase and conditions', () => {
    const object = {
      metadata: { name: 'a', uid: 'u', resourceVersion: '7' },
      status: { phase: 'Terminating', conditions: [{ type: 'X', status: 'False' }] },
    };
    expect(samplesOf(namespaces, object, 'kube_namespace_status_phase', 'kube_namespace_status_condition')).toEqual([
      'kube_namespace_status_phase{namespace="a",phase="Active"} 0',
      'kube_namespace_status_phase{namespace="a",phase="Terminating"} 1',
      'kube_namespace_status_condition{namespace="a",condition="X",status="true"} 0',
      'kube_namespace_status_condition{namespace="a",condition="X",status="false"} 1',
      'kube_namespace_status_condition{namespace="a",condition="X",status="unknown"} 0',
    ]);
  });
});
