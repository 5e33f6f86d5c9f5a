import type { Attempt, ResourceAttempt } from './attempts.ts';
import type { Json, JsonObject } from './objects.ts';
import { type AccessRule, type Grant, readGrants, type Subject } from './roles.ts';
import { badRequest, StatusError } from './status.ts';

/** Roles and bindings that the simulated API server enforces. */
export interface RbacOptions {
  /** ClusterRoles, Roles and their bindings; other kinds are skipped. */
  readonly objects: readonly Json[];
  /** User of requests without a known token; absent: the only service account that the bindings name. */
  readonly user?: string;
  /** Bearer token to user name. */
  readonly tokens?: Readonly<Record<string, string>>;
}

const lists = { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };
/** What every user may (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings). */
const DEFAULT_RULES: readonly AccessRule[] = [
  {
    ...lists,
    verbs: ['get'],
    nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*', '/version', '/version/'],
  },
  { ...lists, verbs: ['get'], nonResourceURLs: ['/healthz', '/livez', '/readyz'] },
  {
    ...lists,
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  },
];
const EVERYBODY: Grant = { subjects: undefined, namespace: undefined, rules: DEFAULT_RULES, missing: '' };
const FALLBACK_USER = 'system:serviceaccount:kube-system:kube-state-metrics';

/** Decides by roles and bindings who may do what, as the RBAC authorizer of an API server does. */
export class Authorizer {
  /** User of requests without a known token. */
  readonly user: string;
  readonly tokens: Readonly<Record<string, string>>;
  private readonly grants: readonly Grant[];

  /** Throws 400 for a role that cannot be read, and where the user is not clear. */
  constructor({ objects, user, tokens = {} }: RbacOptions) {
    const grants = readGrants(objects);
    this.grants = [EVERYBODY, ...grants];
    this.user = user || onlyAccount(grants);
    this.tokens = tokens;
  }

  /** Returns the user of a request by its Authorization header. */
  userOf(authorization: string | undefined): string {
    return this.tokens[authorization?.replace(/^Bearer /, '') ?? ''] ?? this.user;
  }

  /** Whether a user, or one of the groups given, may do this. */
  allows(user: string, attempt: Attempt, groups: readonly string[] = []): boolean {
    const all = new Set([...groups, ...groupsOf(user)]);
    if (all.has('system:masters')) return true;
    return this.grants.some(
      (grant) => applies(grant, user, all, attempt) && grant.rules.some((r) => covers(r, attempt)),
    );
  }

  /** Throws the 403 of an API server where the user may not do this. */
  check(user: string, attempt: Attempt): void {
    if (this.allows(user, attempt)) return;
    const all = new Set(groupsOf(user));
    const missing = this.grants.filter((g) => g.missing && applies(g, user, all, attempt)).map((g) => g.missing);
    const reason = missing.length > 0 ? `: RBAC: ${missing.join(', ')}` : '';
    if ('path' in attempt)
      throw new StatusError(
        403,
        'Forbidden',
        `forbidden: User "${user}" cannot ${attempt.verb} path "${attempt.path}"${reason}`,
        {},
      );
    const { group, resource, name } = attempt;
    const what = `${resource}${group && `.${group}`}${name && ` "${name}"`}`;
    const details = { ...(name && { name }), ...(group && { group }), kind: resource };
    throw new StatusError(
      403,
      'Forbidden',
      `${what} is forbidden: User "${user}" ${cannot(attempt)}${reason}`,
      details,
    );
  }

  /** Rules of a user in a namespace, as SelfSubjectRulesReview gives them. */
  rulesOf(user: string, namespace: string): JsonObject {
    const groups = new Set(groupsOf(user));
    const rules = this.grants
      .filter((g) => isFor(g, user, groups) && (g.namespace === undefined || g.namespace === namespace))
      .flatMap((g) => g.rules);
    return {
      resourceRules: rules
        .filter((rule) => rule.resources.length > 0)
        .map(({ verbs, apiGroups, resources, resourceNames }) => ({ verbs, apiGroups, resources, resourceNames })),
      nonResourceRules: rules
        .filter((rule) => rule.nonResourceURLs.length > 0)
        .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
      incomplete: false,
    };
  }
}

function cannot({ verb, group, resource, subresource, namespace }: ResourceAttempt): string {
  const where = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope';
  return `cannot ${verb} resource "${resource}${subresource && `/${subresource}`}" in API group "${group}" ${where}`;
}

function applies(grant: Grant, user: string, groups: ReadonlySet<string>, attempt: Attempt): boolean {
  const inScope = grant.namespace === undefined || (!('path' in attempt) && attempt.namespace === grant.namespace);
  return inScope && isFor(grant, user, groups);
}

function isFor({ subjects }: Grant, user: string, groups: ReadonlySet<string>): boolean {
  return subjects === undefined || subjects.some((subject) => isSubject(subject, user, groups));
}

function isSubject({ kind, name, namespace }: Subject, user: string, groups: ReadonlySet<string>): boolean {
  if (kind === 'User') return name === user;
  if (kind === 'Group') return groups.has(name);
  return kind === 'ServiceAccount' && accountName(namespace, name) === user;
}

function groupsOf(user: string): readonly string[] {
  const namespace = /^system:serviceaccount:([^:]+):[^:]+$/.exec(user)?.[1];
  const ofAccounts = namespace ? ['system:serviceaccounts', `system:serviceaccounts:${namespace}`] : [];
  return user === 'system:anonymous' ? ['system:unauthenticated'] : ['system:authenticated', ...ofAccounts];
}

function covers(rule: AccessRule, attempt: Attempt): boolean {
  if (!hasOrAll(rule.verbs, attempt.verb)) return false;
  if ('path' in attempt) return rule.nonResourceURLs.some((url) => coversPath(url, attempt.path));
  const { group, resource, subresource, name } = attempt;
  const combined = subresource ? `${resource}/${subresource}` : resource;
  const isResource = hasOrAll(rule.resources, combined) || (subresource && rule.resources.includes(`*/${subresource}`));
  const isNamed = rule.resourceNames.length === 0 || rule.resourceNames.includes(name);
  return Boolean(isResource) && hasOrAll(rule.apiGroups, group) && isNamed;
}

function coversPath(url: string, path: string): boolean {
  return url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1)));
}

function hasOrAll(list: readonly string[], item: string): boolean {
  return list.includes('*') || list.includes(item);
}

function accountName(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

function onlyAccount(grants: readonly Grant[]): string {
  const accounts = grants.flatMap(({ subjects = [] }) => subjects.filter(({ kind }) => kind === 'ServiceAccount'));
  const names = [...new Set(accounts.map(({ namespace, name }) => accountName(namespace, name)))];
  if (names.length > 1) throw badRequest(`the bindings name several service accounts: ${names.join(', ')}`);
  return names[0] ?? FALLBACK_USER;
}
