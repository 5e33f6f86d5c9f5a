import { type Family, family } from '../model/family.ts';
import { msg, optMsg, optStr, str } from '../model/schema.ts';

/** The parameters that a policy takes, which both kinds of admission policies have alike. */
export const paramKind = optMsg(1, { apiVersion: str(1), kind: str(2) });

/** What a binding binds: the families of both kinds of bindings are alike. */
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
