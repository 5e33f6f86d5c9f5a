import { type ApiObject, at, type Json, textAt } from './objects.ts';
import { compileLabelSelector } from './selectors.ts';
import { badRequest } from './status.ts';

/** A rule of a Role or ClusterRole; absent lists are empty. */
export interface AccessRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

/** A subject of a binding. */
export interface Subject {
  readonly kind: string;
  readonly name: string;
  /** Namespace of a ServiceAccount. */
  readonly namespace: string;
}

/** Rules that are granted to some subjects. */
export interface Grant {
  /** Undefined: everybody. */
  readonly subjects: readonly Subject[] | undefined;
  /** Undefined: the whole cluster. */
  readonly namespace: string | undefined;
  readonly rules: readonly AccessRule[];
  /** The role that a binding names and that does not exist; empty: it exists. */
  readonly missing: string;
}

const LISTS = ['verbs', 'apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'] as const;

/**
 * Reads who is granted what from roles and bindings; objects of other kinds are skipped, and a `List` stands for its items. Without
 * a binding the rules are everybody's. Throws 400, naming the object and the field.
 */
export function readGrants(objects: readonly Json[]): readonly Grant[] {
  const all = objects.flatMap((object) =>
    textAt(object, 'kind').endsWith('List') ? listAt(object, 'items') : [object],
  );
  const named = new Map<string, ApiObject>();
  for (const object of all) {
    const key = roleKey(textAt(object, 'kind'), namespaceOf(object), textAt(object, 'metadata', 'name'));
    if (key) named.set(key, object as unknown as ApiObject);
  }
  const rules = new Map([...named].map(([key, role]) => [key, rulesOf(role, [...named.values()])]));
  const bindings = all.filter((object) => /^(Cluster)?RoleBinding$/.test(textAt(object, 'kind')));
  if (bindings.length > 0) return bindings.map((binding) => grantOf(binding, rules));
  return [...named].map(([key, role]) => ({
    subjects: undefined,
    namespace: role.kind === 'Role' ? namespaceOf(role) : undefined,
    rules: rules.get(key)!,
    missing: '',
  }));
}

function grantOf(binding: Json, rules: ReadonlyMap<string, readonly AccessRule[]>): Grant {
  const namespace = textAt(binding, 'kind') === 'RoleBinding' ? namespaceOf(binding) : undefined;
  const [kind, name] = [textAt(binding, 'roleRef', 'kind'), textAt(binding, 'roleRef', 'name')];
  const key = roleKey(kind, namespace ?? '', name);
  if (!key || (kind === 'Role' && namespace === undefined))
    throw badRequest(`${nameOf(binding)}: roleRef: expected kind and name of a role`);
  const found = rules.get(key);
  const subjects = listAt(binding, 'subjects').map((subject) => ({
    kind: textAt(subject, 'kind'),
    name: textAt(subject, 'name'),
    // Within a namespace, that of the binding goes without saying.
    namespace: textAt(subject, 'namespace') || (namespace ?? ''),
  }));
  const missing = found ? '' : `${kind.toLowerCase()}.rbac.authorization.k8s.io "${name}" not found`;
  return { subjects, namespace, rules: found ?? [], missing };
}

function rulesOf(role: ApiObject, all: readonly ApiObject[]): readonly AccessRule[] {
  const selectors = listAt(role, 'aggregationRule', 'clusterRoleSelectors').map(selectorText);
  const selected = all.filter(
    (other) => other.kind === 'ClusterRole' && selectors.some((text) => compileLabelSelector(text)(other)),
  );
  return [role, ...selected].flatMap((source) =>
    listAt(source, 'rules').map((rule) => {
      const lists = LISTS.map((name) => [name, textsAt(rule, name, nameOf(source))] as const);
      return Object.fromEntries(lists) as unknown as AccessRule;
    }),
  );
}

/** A LabelSelector in the notation of query parameters. */
function selectorText(selector: Json): string {
  const labels = Object.entries((at(selector, 'matchLabels') ?? {}) as Readonly<Record<string, string>>);
  const sets = listAt(selector, 'matchExpressions').map((expression) => {
    const [key, operator] = [textAt(expression, 'key'), textAt(expression, 'operator')];
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator.toLowerCase()} (${textsAt(expression, 'values', 'matchExpressions').join(',')})`;
  });
  return [...labels.map(([key, value]) => `${key}=${value}`), ...sets].join(',');
}

/** Undefined: no role. */
function roleKey(kind: string, namespace: string, name: string): string | undefined {
  if (kind === 'ClusterRole') return `ClusterRole//${name}`;
  return kind === 'Role' ? `Role/${namespace}/${name}` : undefined;
}

function namespaceOf(object: Json): string {
  return textAt(object, 'metadata', 'namespace') || 'default';
}

function nameOf(object: Json): string {
  return `${textAt(object, 'kind')} ${textAt(object, 'metadata', 'name')}`;
}

function listAt(object: Json, ...path: readonly string[]): readonly Json[] {
  const list = at(object, ...path) ?? [];
  if (!Array.isArray(list)) throw badRequest(`${nameOf(object)}: ${path.join('.')}: expected a list`);
  return list;
}

function textsAt(object: Json, field: string, where: string): readonly string[] {
  const list = at(object, field) ?? [];
  if (!Array.isArray(list) || list.some((item) => typeof item !== 'string'))
    throw badRequest(`${where}: ${field}: expected a list of texts`);
  return list as readonly string[];
}
