/** A GET to the API server. */
export interface ApiRequest {
  /** Path, such as `/api/v1/pods`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly accept: string;
  /** Ends the request, its body included. */
  readonly signal: AbortSignal;
}

/** A write of a whole object to the API server, as JSON. */
export interface ApiWrite {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** The response of the API server, with a body that is still arriving. */
export interface ApiResponse {
  readonly status: number;
  readonly contentType: string;
  /** Value of Retry-After in milliseconds; undefined where the header is absent. */
  readonly retryAfterMs: number | undefined;
  readonly body: ApiBody;
}

/**
 * Body of a response, in pieces that are borrowed until the next one is requested. Throws API_BODY_CUT if it ends
 * early. While nothing is requested, next to nothing is read from the connection, and the kernel buffers.
 */
export interface ApiBody extends AsyncIterable<readonly Buffer[]> {
  /** Returns whether more, or the end, has arrived; looks for it for one turn of the event loop. Call between pieces. */
  more(): Promise<boolean>;
}

/** Connection to the API server, with its own credentials, TLS and sockets. Throws API_UNREACHABLE or CREDENTIALS. */
export interface Transport {
  get(request: ApiRequest): Promise<ApiResponse>;
  send(request: ApiWrite): Promise<ApiResponse>;
}

/** Reads a whole body as a copy, for small responses. */
export async function readWhole(body: ApiBody): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const pieces of body) copies.push(Buffer.concat(pieces));
  return Buffer.concat(copies);
}
