import { CodedError } from '../base/errors.ts';
import type { HttpBody } from '../base/network.ts';

/** More than any single object that etcd takes, and any Status. */
const MAX_WHOLE_BYTES = 16 * 1024 * 1024;

/** A GET to the API server. */
export interface ApiRequest {
  /** Path, such as `/api/v1/pods`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly accept: string;
  /** Ends the request, its body included. */
  readonly signal: AbortSignal;
}

/** A write to the API server: of the whole object, as JSON. */
export interface ApiWrite {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: string;
  readonly signal: AbortSignal;
}

export interface ApiResponse {
  readonly status: number;
  readonly contentType: string;
  /** Value of Retry-After in milliseconds; undefined where the header is absent. */
  readonly retryAfterMs: number | undefined;
  readonly body: HttpBody;
}

/** The way to the API server: credentials, TLS and connections are its own. Throws API_UNREACHABLE or CREDENTIALS. */
export interface Transport {
  get(request: ApiRequest): Promise<ApiResponse>;
  send(request: ApiWrite): Promise<ApiResponse>;
}

/** All of a body, as a copy: for answers that are small. Throws API_REFUSED beyond 16 MiB. */
export async function readWhole(body: HttpBody): Promise<Buffer> {
  const copies: Buffer[] = [];
  let bytes = 0;
  for await (const pieces of body) {
    for (const piece of pieces) bytes += piece.length;
    if (bytes > MAX_WHOLE_BYTES) throw new CodedError('API_REFUSED', 'the response is longer than 16 MiB');
    copies.push(Buffer.concat(pieces));
  }
  return Buffer.concat(copies);
}
