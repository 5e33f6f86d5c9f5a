import { stringify } from 'yaml';
import { compileOptions } from '../config/options.ts';
import type { Resource } from '../model/resource.ts';
import { compilePlan } from '../plan/compile.ts';
import { leastPrivileges } from '../plan/rbac.ts';

/** The YAML that `kube-state-metrics rbac FLAGS` prints: the least privileges for exactly those flags. */
export function rbacText(argv: readonly string[], resources: readonly Resource[]): string {
  const options = compileOptions(argv, { resources });
  const roles = leastPrivileges(compilePlan(options, resources), resources, 'kube-state-metrics');
  return roles.map((role) => stringify(role, { lineWidth: 0 })).join('---\n');
}
