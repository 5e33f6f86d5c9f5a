import type { ApiStatus, Decoder } from '../model/stream.ts';
import type { ApiResponse } from '../model/transport.ts';

/** Of an error's body no more is kept. */
const MAX_STATUS_BYTES = 64 * 1024;
/** Of a body that is no Status, what is shown. */
const SHOWN_BYTES = 300;

/** Reads the body of an answer that is not 200: its Status, or what it says instead. */
export async function readStatus(response: ApiResponse, decoder: Pick<Decoder, 'readStatus'>): Promise<ApiStatus> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const pieces of response.body) {
    if (size < MAX_STATUS_BYTES) chunks.push(...pieces.map((p) => Buffer.from(p)));
    size += sizeOf(pieces);
  }
  const body = Buffer.concat(chunks);
  const status = decoder.readStatus(response.contentType, body);
  const message = status?.message || body.toString('utf8', 0, SHOWN_BYTES);
  return { reason: '', retryAfterSeconds: 0, ...status, message, code: response.status };
}

/** Of pieces of a body together, in bytes. */
export function sizeOf(pieces: readonly Buffer[]): number {
  let size = 0;
  for (const piece of pieces) size += piece.length;
  return size;
}
