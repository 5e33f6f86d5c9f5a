import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../test/support/rendering.ts';
import { mutatingadmissionpolicybindings } from './mutatingadmissionpolicybindings.ts';

describe('mutatingadmissionpolicybindings', () => {
  it('shows policy and parameters', () => {
    const object = {
      metadata: { name: 'a', uid: 'u', resourceVersion: '7' },
      spec: { policyName: 'p', paramRef: { name: 'n', namespace: 'm', parameterNotFoundAction: 'Deny' } },
    };
    expect(samplesOf(mutatingadmissionpolicybindings, object)).toEqual([
      'kube_mutatingadmissionpolicybinding_info{namespace="",mutatingadmissionpolicybinding="a",policy_name="p",param_name="n",param_namespace="m",param_not_found_action="Deny"} 1',
    ]);
  });

  it('leaves empty what is unset', () => {
    const object = { metadata: { name: 'a', uid: 'u', resourceVersion: '7' }, spec: { policyName: 'p' } };
    expect(samplesOf(mutatingadmissionpolicybindings, object)).toEqual([
      'kube_mutatingadmissionpolicybinding_info{namespace="",mutatingadmissionpolicybinding="a",policy_name="p",param_name="",param_namespace="",param_not_found_action=""} 1',
    ]);
  });
});
