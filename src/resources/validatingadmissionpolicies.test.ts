import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { validatingadmissionpolicies } from './validatingadmissionpolicies.ts';

describe('validatingadmissionpolicies', () => {
  it('shows parameters and policy', () => {
    const object = {
      metadata: { name: 'a', uid: 'u', resourceVersion: '7' },
      spec: { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, failurePolicy: 'Fail' },
    };
    expect(samplesOf(validatingadmissionpolicies, object)).toEqual([
      'kube_validatingadmissionpolicy_info{namespace="",validatingadmissionpolicy="a",param_api_version="v1",param_kind="ConfigMap",failure_policy="Fail"} 1',
    ]);
  });

  it('leaves empty what is unset', () => {
    const object = { metadata: { name: 'a', uid: 'u', resourceVersion: '7' } };
    expect(samplesOf(validatingadmissionpolicies, object)).toEqual([
      'kube_validatingadmissionpolicy_info{namespace="",validatingadmissionpolicy="a",param_api_version="",param_kind="",failure_policy=""} 1',
    ]);
  });
});
