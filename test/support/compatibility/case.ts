import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from '../process.ts';

/** A probe of a kubelet. */
export interface Probe {
  readonly path: string;
  /** Port of our container, also where the probe goes through a proxy beside it. */
  readonly port: number;
  readonly scheme: 'HTTP' | 'HTTPS';
  readonly headers?: Readonly<Record<string, string>>;
  /** Through kube-rbac-proxy, which ends TLS and adds headers. */
  readonly proxied?: boolean;
}

/** Rules in short: `list,watch pods,deployments.apps`, with names `get statefulsets.apps [ksm]`, of paths `get /metrics`. */
export interface Rules {
  readonly cluster: readonly string[];
  readonly namespaces: Readonly<Record<string, readonly string[]>>;
}

/** The container of a chart or platform as a kubelet and an API server see it. */
export interface Case {
  /** Whose manifests these are, their version, and what was set. */
  readonly source: string;
  readonly workload: string;
  readonly name: string;
  readonly namespace: string;
  readonly replicas: number;
  readonly args: readonly string[];
  /** Values, or `{field}` of the pod. */
  readonly env: Readonly<Record<string, string | { readonly field: string }>>;
  /** Mounted files and their contents. */
  readonly files: Readonly<Record<string, string>>;
  readonly probes: Readonly<Partial<Record<'startup' | 'liveness' | 'readiness', Probe>>>;
  readonly rules: Rules;
}

/** The node that pods run on. */
export const NODE = 'node-0000';

/** Folder of all cases, a YAML file each. */
export const casesFolder = path.join(root, 'test/compatibility');

/** Reads all cases by the names of their files. */
export function readCases(): ReadonlyMap<string, Case> {
  const files = readdirSync(casesFolder).filter((file) => file.endsWith('.yaml'));
  return new Map(
    files.map((file) => [
      file.slice(0, -'.yaml'.length),
      parse(readFileSync(path.join(casesFolder, file), 'utf8')) as Case,
    ]),
  );
}

interface RoleRule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** Writes the rules of a role in short; those of the same verbs and names in one line. */
export function shortRules(rules: readonly RoleRule[]): string[] {
  const lines = new Map<string, string[]>();
  for (const { verbs = [], apiGroups = [''], resources = [], resourceNames = [], nonResourceURLs = [] } of rules) {
    const things = resources.flatMap((resource) =>
      apiGroups.map((group) => (group ? `${resource}.${group}` : resource)),
    );
    const key = `${verbs.join(',')} THINGS${resourceNames.length > 0 ? ` [${resourceNames.join(',')}]` : ''}`;
    lines.set(key, [...(lines.get(key) ?? []), ...things, ...nonResourceURLs]);
  }
  return [...lines].map(([key, things]) => key.replace('THINGS', things.join(',')));
}

/** A Role or ClusterRole. */
export interface RoleObject {
  readonly kind: 'Role' | 'ClusterRole';
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules: readonly RoleRule[];
}

/** Roles with these rules, without a binding: those of the only user. */
export function rolesOf({ cluster, namespaces }: Rules): readonly RoleObject[] {
  const role = (kind: RoleObject['kind'], namespace: string, rules: readonly string[]): RoleObject => ({
    kind,
    metadata: { name: 'kube-state-metrics', ...(namespace && { namespace }) },
    rules: rules.flatMap(longRules),
  });
  const inNamespaces = Object.entries(namespaces).map(([namespace, rules]) => role('Role', namespace, rules));
  return [role('ClusterRole', '', cluster), ...inNamespaces];
}

function longRules(text: string): RoleRule[] {
  const [, verbs = '', things = '', names] = /^(\S+) (\S+)(?: \[(.*)\])?$/.exec(text) ?? [];
  return things.split(',').map((thing) => {
    if (thing.startsWith('/')) return { verbs: verbs.split(','), nonResourceURLs: [thing] };
    const [, resource = '', group = ''] = /^([^.]+)(?:\.(.+))?$/.exec(thing) ?? [];
    return {
      verbs: verbs.split(','),
      apiGroups: [group],
      resources: [resource],
      ...(names && { resourceNames: names.split(',') }),
    };
  });
}
