import { stringify } from 'yaml';
import { Configuration } from '../app/configuration.ts';
import { flags } from '../config/flags.ts';
import { OptionSources } from '../config/sources.ts';
import { readsOf } from '../customresources/discovery.ts';
import type { Resource } from '../model/resource.ts';
import { compilePlan, showsCustomResources } from '../plan/compile.ts';
import { leastPrivileges } from '../plan/rbac.ts';
import { resources } from '../resources/index.ts';
import { systemFiles } from '../system/files.ts';
import type { Command } from './command.ts';

/** Prints roles for exactly the given flags. */
export const rbac: Command = {
  name: 'rbac',
  summary: 'print the least privileges that the given flags need, as YAML',
  usage: '[flags]',
  flags,
  run(argv, { print }) {
    print(rbacText(argv, resources));
    return 0;
  },
};

/** Writes the YAML that `kube-state-metrics rbac FLAGS` prints: the least privileges for exactly those flags. */
export function rbacText(argv: readonly string[], resources: readonly Resource[]): string {
  const { options, customResources } = new Configuration(new OptionSources(argv, { resources }, systemFiles)).load();
  const denied = new Set(options.namespacesDenylist);
  const custom = {
    kinds: showsCustomResources(options) ? customResources.map(readsOf) : [],
    namespaces: options.namespaces.filter((namespace) => !denied.has(namespace)),
  };
  const roles = leastPrivileges(compilePlan(options, resources), resources, 'kube-state-metrics', custom);
  return roles.map((role) => stringify(role, { lineWidth: 0 })).join('---\n');
}
