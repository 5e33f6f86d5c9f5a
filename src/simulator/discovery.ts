import { apiVersionOf, type Kind } from './kinds.ts';
import type { JsonObject } from './objects.ts';

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
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: version, resources: served.map(resourceOf) };
}

function groupOf(kinds: readonly Kind[], group: string): JsonObject {
  const versions = [...new Set(kinds.filter((k) => k.group === group).map((k) => k.version))];
  const shown = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: shown, preferredVersion: shown[0]! };
}

function resourceOf(kind: Kind): JsonObject {
  return {
    name: kind.plural,
    singularName: kind.kind.toLowerCase(),
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
    ...(kind.shortName && { shortNames: [kind.shortName] }),
  };
}

/** A schema that lets everything through: kubectl wants one before it sends an object. */
export function openApi(kinds: readonly Kind[]): JsonObject {
  const definitions = Object.fromEntries(
    kinds.map((k) => [
      `${k.group || 'core'}.${k.version}.${k.kind}`,
      {
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
        'x-kubernetes-group-version-kind': [{ group: k.group, version: k.version, kind: k.kind }],
      },
    ]),
  );
  return { swagger: '2.0', info: { title: 'Kubernetes', version: 'v1.36.0' }, paths: {}, definitions };
}
