import { message } from './encode.ts';
import { apiVersionOf, type Kind } from './kinds.ts';
import type { JsonObject } from './objects.ts';
import { schemasOf } from './schemas.ts';
import { subresources } from './subresources.ts';

/** Discovery: which groups, versions and resources there are. Undefined: no such path. */
export function discover(kinds: readonly Kind[], path: string): JsonObject | undefined {
  const parts = path.split('/').filter(Boolean);
  if (path === '/api') {
    return {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '' }],
    };
  }
  if (path === '/apis') {
    const groups = [...new Set(kinds.map((k) => k.group))].filter(Boolean).sort();
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map((g) => groupOf(kinds, g)) };
  }
  if (parts[0] === 'apis' && parts.length === 2 && kinds.some((k) => k.group === parts[1])) {
    return { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(kinds, parts[1]!) };
  }
  const version =
    parts[0] === 'api' && parts.length === 2
      ? parts[1]
      : parts[0] === 'apis' && parts.length === 3
        ? parts.slice(1).join('/')
        : '';
  const served = kinds.filter((k) => apiVersionOf(k) === version);
  if (!version || served.length === 0) return undefined;
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: version, resources: served.flatMap(resourcesOf) };
}

function groupOf(kinds: readonly Kind[], group: string): JsonObject {
  const versions = [...new Set(kinds.filter((k) => k.group === group).map((k) => k.version))];
  const shown = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: shown, preferredVersion: shown[0]! };
}

/** Resources that `kubectl get all` shows. */
const ALL = new Set([
  'cronjobs',
  'daemonsets',
  'deployments',
  'horizontalpodautoscalers',
  'jobs',
  'pods',
  'replicasets',
  'replicationcontrollers',
  'services',
  'statefulsets',
]);

/** A resource with its subresources. */
function resourcesOf(kind: Kind): readonly JsonObject[] {
  const own = Object.entries(subresources).filter(([, { plurals }]) => plurals.includes(kind.plural));
  return [
    resourceOf(kind),
    ...own.map(
      ([
        name,
        {
          type: [group, version, subKind],
          verbs,
        },
      ]) => ({
        name: `${kind.plural}/${name}`,
        singularName: '',
        namespaced: kind.namespaced,
        ...(group && { group, version }),
        kind: subKind,
        verbs,
      }),
    ),
    {
      name: `${kind.plural}/status`,
      singularName: '',
      namespaced: kind.namespaced,
      kind: kind.kind,
      verbs: ['get', 'patch', 'update'],
    },
  ];
}

function resourceOf(kind: Kind): JsonObject {
  return {
    name: kind.plural,
    singularName: kind.kind.toLowerCase(),
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    ...(kind.shortName && { shortNames: [kind.shortName] }),
    ...(ALL.has(kind.plural) && { categories: ['all'] }),
  };
}

/** Media type in which kubectl asks for OpenAPI v2. */
export const OPENAPI_V2 = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/** An OpenAPI v2 document without models (gnostic's openapi.v2.Document): kubectl then leaves checking to the server. */
export function openApiV2(): Buffer {
  return message([1, '2.0'], [2, message([1, 'Kubernetes'], [2, 'v1.36.0'])], [8, Buffer.alloc(0)]);
}

/** The index of OpenAPI v3: a document for each group and version. */
export function openApiV3Index(kinds: readonly Kind[]): JsonObject {
  const versions = [...new Set(kinds.map((k) => `${k.group ? 'apis' : 'api'}/${apiVersionOf(k)}`))];
  return { paths: Object.fromEntries(versions.map((v) => [v, { serverRelativeURL: `/openapi/v3/${v}` }])) };
}

/**
 * The OpenAPI v3 document of a group and version: as much as kubectl looks for, which is that PATCH knows the parameter
 * `fieldValidation`, and schemas to explain. Undefined: no such version.
 */
export function openApiV3(kinds: readonly Kind[], path: string): JsonObject | undefined {
  const version = path.replace(/^apis?\//, '');
  const served = kinds.filter((k) => apiVersionOf(k) === version);
  if (served.length === 0) return undefined;
  const parameter = (name: string): JsonObject => ({
    name,
    in: 'query',
    schema: { type: 'string', uniqueItems: true },
  });
  const paths = served.map((k) => {
    const gvk = { group: k.group, version: k.version, kind: k.kind };
    const patch = {
      parameters: [parameter('fieldValidation'), parameter('dryRun')],
      responses: {},
      'x-kubernetes-group-version-kind': gvk,
    };
    return [`/${path}/${k.namespaced ? 'namespaces/{namespace}/' : ''}${k.plural}/{name}`, { patch }] as const;
  });
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.36.0' },
    paths: Object.fromEntries(paths) as JsonObject,
    components: { schemas: schemasOf(served) },
  };
}
