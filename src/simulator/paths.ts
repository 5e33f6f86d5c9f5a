import type { Cluster, Collection } from './cluster.ts';
import { StatusError } from './status.ts';

/** Target of a request, as its path names it. */
export interface Place {
  readonly collection: Collection;
  /** Undefined: all namespaces, or none. */
  readonly namespace: string | undefined;
  /** Empty: the collection. */
  readonly name: string;
  readonly subresource: string;
}

/** Finds the collection, namespace and object that a path names. Throws 404. */
export function locate(cluster: Cluster, path: string): Place {
  const match = /^\/(?:api|apis\/([^/]+))\/([^/]+)((?:\/[^/]+)+)$/.exec(path);
  const [, group = '', version = '', rest = ''] = match ?? [];
  const parts = rest.split('/').filter(Boolean).map(decodeURIComponent);
  const inNamespace = parts[0] === 'namespaces' && parts.length > 2 && !['status', 'finalize'].includes(parts[2]!);
  const namespace = inNamespace ? parts[1] : undefined;
  const [plural = '', name = '', subresource = ''] = inNamespace ? parts.slice(2) : parts;
  const collection = match && cluster.collection(group, version, plural);
  if (!collection) throw new StatusError(404, 'NotFound', 'the server could not find the requested resource');
  return { collection, namespace, name, subresource };
}
