import { type Json, textAt } from './objects.ts';

/** A request for API objects, as authorization sees it. */
export interface ResourceAttempt {
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly resource: string;
  /** Empty: the object itself. */
  readonly subresource: string;
  /** Empty: the whole cluster. */
  readonly namespace: string;
  /** Empty: a collection, or an object to be created. */
  readonly name: string;
}

/** A request for a path that is no API object, such as `/version`. */
export interface PathAttempt {
  readonly verb: string;
  readonly path: string;
}

/** A request that somebody wants to make. */
export type Attempt = ResourceAttempt | PathAttempt;

const VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
  GET: 'get',
  HEAD: 'get',
};
const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

/**
 * Reads from a request what it attempts, by the rules of the API server: a list or watch that selects one `metadata.name`
 * has that name (https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb).
 */
export function readAttempt(method: string, path: string, query: URLSearchParams): Attempt {
  const [prefix, ...rest] = path.split('/').filter(Boolean).map(decode);
  const [group = '', version, ...parts] = prefix === 'api' ? ['', ...rest] : rest;
  if ((prefix !== 'api' && prefix !== 'apis') || version === undefined || parts.length === 0)
    return { verb: method.toLowerCase(), path };
  const inNamespace = parts[0] === 'namespaces' && parts.length > 1;
  const [resource = '', name = '', subresource = ''] =
    inNamespace && parts.length > 2 && !NAMESPACE_SUBRESOURCES.has(parts[2]!) ? parts.slice(2) : parts;
  const verb = VERBS[method] ?? method.toLowerCase();
  const about = { group, resource, subresource, namespace: inNamespace ? parts[1]! : '', name };
  if (name !== '') return { ...about, verb };
  if (verb === 'delete') return { ...about, verb: 'deletecollection' };
  if (verb !== 'get') return { ...about, verb };
  const watches = /^(1|true)$/.test(query.get('watch') ?? '');
  return { ...about, verb: watches ? 'watch' : 'list', name: selectedName(query.get('fieldSelector') ?? '') };
}

/** Reads what an access review asks about: `resourceAttributes` or `nonResourceAttributes` of its spec. */
export function attemptOfReview(spec: Json): Attempt {
  const of = (field: string): string => textAt(spec, 'resourceAttributes', field);
  const path = textAt(spec, 'nonResourceAttributes', 'path');
  if (path) return { verb: textAt(spec, 'nonResourceAttributes', 'verb'), path };
  return {
    verb: of('verb'),
    group: of('group'),
    resource: of('resource'),
    subresource: of('subresource'),
    namespace: of('namespace'),
    name: of('name'),
  };
}

function selectedName(fieldSelector: string): string {
  return /(?:^|,)metadata\.name==?([^,]+)(?:,|$)/.exec(fieldSelector)?.[1] ?? '';
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
