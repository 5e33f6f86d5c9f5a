import type { ListMeta } from '../model/stream.ts';
import type { ReflectorOptions } from './contract.ts';
import type { Request } from './machine.ts';

/** Requested duration of a watch: from this to twice as long. */
const WATCH_SECONDS = 300;

/** A request for a page of a LIST. */
export type ListRequest = Request & { verb: 'list' };
/** A request for a WATCH or a WatchList. */
export type WatchRequest = Exclude<Request, ListRequest>;

/** Builds the query parameters that all requests of a watch have at the moment. */
export function commonQuery({
  query,
  decoder,
  shardSelector,
}: Pick<ReflectorOptions, 'query' | 'decoder' | 'shardSelector'>): Record<string, string> {
  const selector = shardSelector?.() ?? '';
  return { ...query, ...decoder.query, ...(selector && { shardSelector: selector }) };
}

/** Builds the query for a page of a list, or for a whole list from the server's cache. */
export function listQuery(
  request: ListRequest,
  { fromCache, pageSize }: { readonly fromCache: boolean; readonly pageSize: number },
): Record<string, string> {
  return {
    ...(request.continue && { continue: request.continue }),
    ...(fromCache ? { resourceVersion: '0' } : { limit: String(pageSize) }),
  };
}

/** Builds the query for a watch or a WatchList; `chance` in [0, 1) spreads the ends of watches. */
export function watchQuery(request: WatchRequest, chance: number): Record<string, string> {
  const timeoutSeconds = String(Math.round(WATCH_SECONDS * (1 + chance)));
  const common = { watch: '1', allowWatchBookmarks: 'true', timeoutSeconds };
  if (request.verb === 'watch') return { ...common, resourceVersion: request.resourceVersion };
  return { ...common, sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' };
}

/** Returns the metadata of a completed WatchList, in the form of a list. */
export function endOfWatchList(resourceVersion: string): ListMeta {
  return { resourceVersion, continue: '', remainingItemCount: 0, shardSelector: '' };
}
