import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { validatingadmissionpolicybindings } from './validatingadmissionpolicybindings.ts';

describe('validatingadmissionpolicybindings', () => {
  it('shows policy, parameters and actions', () => {
    const object = {
      metadata: { name: 'a', uid: 'u', resourceVersion: '7' },
      spec: { policyName: 'p', paramRef: { name: 'n' }, validationActions: ['Deny', 'Audit'] },
    };
    expect(samplesOf(validatingadmissionpolicybindings, object)).toEqual([
      'kube_validatingadmissionpolicybinding_info{namespace="",validatingadmissionpolicybinding="a",policy_name="p",param_name="n",param_namespace="",param_not_found_action=""} 1',
      'kube_validatingadmissionpolicybinding_validation_action{namespace="",validatingadmissionpolicybinding="a",action="Deny"} 1',
      'kube_validatingadmissionpolicybinding_validation_action{namespace="",validatingadmissionpolicybinding="a",action="Audit"} 1',
    ]);
  });
});
