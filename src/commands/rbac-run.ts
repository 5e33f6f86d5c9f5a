import { stringify } from 'yaml';
import { Configuration } from '../app/configuration.ts';
import { OptionSources } from '../config/sources.ts';
import { readsOf } from '../customresources/discovery.ts';
import { compilePlan, showsCustomResources } from '../plan/compile.ts';
import { leastPrivileges } from '../plan/rbac.ts';
import { resources } from '../resources/index.ts';
import { systemFiles } from '../system/files.ts';

/** Writes the YAML that `kube-state-metrics rbac FLAGS` prints: the least privileges for exactly those flags. */
export function rbacText(argv: readonly string[]): string {
  const { options, customResources } = new Configuration(new OptionSources(argv, { resources }, systemFiles)).load();
  const denied = new Set(options.namespacesDenylist);
  const custom = {
    kinds: showsCustomResources(options) ? customResources.map(readsOf) : [],
    namespaces: options.namespaces.filter((namespace) => !denied.has(namespace)),
  };
  const roles = leastPrivileges(compilePlan(options, resources), resources, 'kube-state-metrics', custom);
  return roles.map((role) => stringify(role, { lineWidth: 0 })).join('---\n');
}
