import { CodedError } from '../base/errors.ts';
import type { Receiver } from '../model/stream.ts';
import { ask } from './ask.ts';
import type { ReflectorOptions } from './contract.ts';
import { type RequestLifetime, StatusError } from './request.ts';

/** Fields of a list whose metadata is requested. */
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
 * Finds out whether the server filters by shard, which only plain lists say (docs/decisions/0018-sharding-algorithms.md). It
 * lists an object with an impossible name, so that nothing is returned, no Secret in particular.
 */
async function probeSharding(options: ReflectorOptions, shardSelector: string, signal: AbortSignal): Promise<boolean> {
  const { decoder } = options;
  const query = { shardSelector, fieldSelector: 'metadata.name=-', limit: '1' };
  const response = await ask(options, query, decoder.plainAccept, signal);
  const list = decoder.openList(response.contentType, IGNORE);
  for await (const pieces of response.body) for (const piece of pieces) list.push(piece);
  return list.finish().shardSelector !== '';
}

/** Tells the observer whether the server selects by shard. A probe that fails tells nothing. */
export async function reportSharding(
  options: ReflectorOptions,
  shardSelector: string,
  stream: RequestLifetime,
): Promise<void> {
  stream.patience.within(options.listSilenceMs);
  try {
    options.observer.sharded(await probeSharding(options, shardSelector, stream.signal));
  } catch (error) {
    // The request that follows meets the same trouble, if it lasts, and reports it.
    if (!(error instanceof StatusError || error instanceof CodedError)) throw error;
    stream.throwIfAbandoned();
  }
}
