import { type Family, family } from '../model/family.ts';
import { msg, optMsg, optStr, str } from '../model/schema.ts';

/** Kind of the parameters of a policy, which both kinds of admission policies declare alike. */
export const paramKind = optMsg(1, { apiVersion: str(1), kind: str(2) });

/** Creates the info family that both kinds of admission policy bindings have. */
export function bindingInfoFamily(name: string, what: string): Family {
  return family({
    name,
    help: `Policy and parameter resource that ${what} binds, as labels; the value is always 1.`,
    labels: ['policy_name', 'param_name', 'param_namespace', 'param_not_found_action'],
    reads: {
      spec: msg(2, {
        policyName: str(1),
        paramRef: optMsg(2, { name: str(1), namespace: str(2), parameterNotFoundAction: optStr(4) }),
      }),
    },
    render: ({ spec: { policyName, paramRef } }, samples) => {
      samples.label('policy_name', policyName).label('param_name', paramRef?.name ?? '');
      samples.label('param_namespace', paramRef?.namespace ?? '');
      samples.label('param_not_found_action', paramRef?.parameterNotFoundAction ?? '').value(1);
    },
  });
}
