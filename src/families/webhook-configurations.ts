import { type Family, family } from '../model/family.ts';
import { list, msg, optMsg, str } from '../model/schema.ts';
import { existsFamily } from './exists.ts';
import { createdFamily, resourceVersionFamily } from './metadata.ts';

/** The families of the mutating and the validating configuration, which differ in their names only. */
export function webhookConfigurationFamilies(prefix: string, kind: string): readonly Family[] {
  return [
    existsFamily(`${prefix}_info`, kind),
    createdFamily(`${prefix}_created`, `a ${kind}`, 'ALPHA'),
    resourceVersionFamily(`${prefix}_metadata_resource_version`, `a ${kind}`),
    family({
      name: `${prefix}_webhook_clientconfig_service`,
      help: `Service that each webhook of a ${kind} calls, with empty labels if it calls a URL; the value is always 1.`,
      labels: ['webhook_name', 'service_name', 'service_namespace'],
      reads: {
        webhooks: list(2, {
          name: str(1),
          clientConfig: msg(2, { service: optMsg(1, { namespace: str(1), name: str(2) }) }),
        }),
      },
      render: ({ webhooks }, samples) => {
        for (const { name, clientConfig } of webhooks) {
          samples.label('webhook_name', name).label('service_name', clientConfig.service?.name ?? '');
          samples.label('service_namespace', clientConfig.service?.namespace ?? '').value(1);
        }
      },
    }),
  ];
}
