import type { ApiResponse } from '../model/transport.ts';
import type { ReflectorOptions } from './contract.ts';
import { StatusError } from './request.ts';
import { readStatus } from './status.ts';

/** Sends a GET for the resource. Throws StatusError for any response but 200, and the errors of the transport. */
export async function ask(
  { path, transport, decoder, clock }: Pick<ReflectorOptions, 'path' | 'transport' | 'decoder' | 'clock'>,
  query: Readonly<Record<string, string>>,
  accept: string,
  signal: AbortSignal,
): Promise<ApiResponse> {
  const response = await transport.get({ path, query, accept, signal });
  if (response.status === 200) return response;
  throw new StatusError(await readStatus(response, decoder, clock), response.retryAfterMs);
}
