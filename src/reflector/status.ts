import type { Clock } from '../base/clock.ts';
import type { ApiStatus, Decoder } from '../model/stream.ts';
import type { ApiResponse } from '../model/transport.ts';

/** No more is read of an error's body, nor for longer. */
const MAX_STATUS_BYTES = 64 * 1024;
const STATUS_MS = 5_000;
/** Of a body that is no Status, what is shown. */
const SHOWN_BYTES = 300;

/**
 * Reads the body of a response that is not 200: its Status, or its beginning. A body beyond the limit of size or time
 * is left; the caller ends the request.
 */
export async function readStatus(
  response: ApiResponse,
  decoder: Pick<Decoder, 'readStatus'>,
  clock: Clock,
): Promise<ApiStatus> {
  const body = await readBeginning(response, clock);
  const status = decoder.readStatus(response.contentType, body);
  const message = (status?.message || body.toString('utf8')).slice(0, SHOWN_BYTES);
  return { reason: '', retryAfterSeconds: 0, ...status, message, code: response.status };
}

async function readBeginning({ body }: ApiResponse, clock: Clock): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let cancel = (): void => {};
  const late = new Promise<undefined>((resolve) => {
    cancel = clock.after(STATUS_MS, () => resolve(undefined));
  });
  const reader = body[Symbol.asyncIterator]();
  try {
    for (let size = 0; size < MAX_STATUS_BYTES; ) {
      const next = await Promise.race([reader.next(), late]);
      if (!next || next.done) break;
      for (const piece of next.value) chunks.push(Buffer.from(piece.subarray(0, MAX_STATUS_BYTES)));
      size += sizeOf(next.value);
    }
  } catch {
    // The code stands in the head of the answer; what is missing of the body is text.
  } finally {
    cancel();
  }
  return Buffer.concat(chunks).subarray(0, MAX_STATUS_BYTES);
}

/** Adds up the bytes of the pieces of a body. */
export function sizeOf(pieces: readonly Buffer[]): number {
  let size = 0;
  for (const piece of pieces) size += piece.length;
  return size;
}
