import type { Decoder, Receiver } from '../model/stream.ts';
import type { ApiResponse } from '../model/transport.ts';

/** Of a list that is asked for its metadata. */
const IGNORE: Receiver = {
  ownership: undefined,
  foreign: () => {},
  upsert: () => {},
  delete: () => {},
  bookmark: () => {},
  error: () => {},
  bad: () => {},
};

/**
 * Whether the server selects by shard, which only lists in the plain form say (design D6). This one is of an object whose
 * name is none, so that it brings nothing, of Secrets in particular.
 */
export async function probeSharding(
  shardSelector: string,
  decoder: Decoder,
  get: (query: Record<string, string>, accept: string) => Promise<ApiResponse>,
): Promise<boolean> {
  const response = await get({ shardSelector, fieldSelector: 'metadata.name=-', limit: '1' }, decoder.plainAccept);
  const list = decoder.openList(response.contentType, IGNORE);
  for await (const pieces of response.body) for (const piece of pieces) list.push(piece);
  return list.finish().shardSelector !== '';
}
