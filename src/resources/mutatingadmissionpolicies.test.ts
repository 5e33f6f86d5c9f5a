import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { mutatingadmissionpolicies } from './mutatingadmissionpolicies.ts';

describe('mutatingadmissionpolicies', () => {
  it('shows parameters and policies', () => {
    const object = {
      metadata: { name: 'a', uid: 'u', resourceVersion: '7' },
      spec: {
        paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
        failurePolicy: 'Ignore',
        reinvocationPolicy: 'Never',
      },
    };
    expect(samplesOf(mutatingadmissionpolicies, object)).toEqual([
      'kube_mutatingadmissionpolicy_info{namespace="",mutatingadmissionpolicy="a",param_api_version="v1",param_kind="ConfigMap",failure_policy="Ignore",reinvocation_policy="Never"} 1',
    ]);
  });

  it('leaves empty what is unset', () => {
    const object = { metadata: { name: 'a', uid: 'u', resourceVersion: '7' } };
    expect(samplesOf(mutatingadmissionpolicies, object)).toEqual([
      'kube_mutatingadmissionpolicy_info{namespace="",mutatingadmissionpolicy="a",param_api_version="",param_kind="",failure_policy="",reinvocation_policy=""} 1',
    ]);
  });
});
