import type { Clock } from '../base/clock.ts';
import type { Cluster, Collection } from './cluster.ts';
import type { Verb } from './fault-types.ts';
import type { Faults } from './faults.ts';
import { type Form, negotiate } from './negotiate.ts';
import { and, compileFieldSelector, compileLabelSelector, compileShardSelector, type Selector } from './selectors.ts';

/** Everything that requests are answered from. */
export interface Context {
  readonly cluster: Cluster;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly options: ServerOptions;
}

/** Behavior of the simulated server. */
export interface ServerOptions {
  /** Whether `sendInitialEvents` is known (KEP-3157). */
  readonly watchList: boolean;
  /** Whether `shardSelector` is honored (KEP-5866). */
  readonly shardedListAndWatch: boolean;
  readonly bookmarkMs: number;
  /** A bearer token that every request needs; empty: none. */
  readonly token: string;
}

/** A request for a collection, taken apart. */
export interface CollectionRequest {
  readonly collection: Collection;
  readonly namespace: string | undefined;
  readonly query: URLSearchParams;
  readonly form: Form;
  readonly selector: Selector;
  /** The shard selector that is honored; empty: none. */
  readonly shardSelector: string;
  readonly verb: Verb;
}

/** Takes a request apart. Throws 400 and 406. */
export function readRequest(
  { options }: Context,
  collection: Collection,
  namespace: string | undefined,
  query: URLSearchParams,
  accept: string | undefined,
): CollectionRequest {
  const shardSelector = options.shardedListAndWatch ? (query.get('shardSelector') ?? '') : '';
  let selector = and(
    compileFieldSelector(collection.kind.plural, query.get('fieldSelector') ?? ''),
    compileLabelSelector(query.get('labelSelector') ?? ''),
  );
  if (namespace !== undefined) selector = and(selector, ({ metadata }) => metadata.namespace === namespace);
  if (shardSelector) selector = and(selector, compileShardSelector(shardSelector));
  return {
    collection,
    namespace,
    query,
    form: negotiate(accept, collection.kind),
    selector,
    shardSelector,
    verb: verbOf(query),
  };
}

function verbOf(query: URLSearchParams): Verb {
  if (/^(1|true)$/.test(query.get('watch') ?? ''))
    return query.get('sendInitialEvents') === 'true' ? 'watchList' : 'watch';
  return query.get('continue') ? 'page' : 'list';
}
