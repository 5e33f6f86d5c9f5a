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

/** The response of the API server, with a body that is still arriving. */
export interface ApiResponse {
  readonly status: number;
  readonly contentType: string;
  /** Value of Retry-After in milliseconds; undefined where the header is absent. */
  readonly retryAfterMs: number | undefined;
  readonly body: ApiBody;
}

/**
 * What arrives, in pieces that are borrowed until more is asked for. Throws API_BODY_CUT where it ends early. While nothing
 * is asked for, next to nothing is read from the connection: what arrives waits in the kernel.
 */
export interface ApiBody extends AsyncIterable<readonly Buffer[]> {
  /** Whether more, or the end, is at hand; looks for it for a turn of the event loop. To be asked between pieces. */
  more(): Promise<boolean>;
}

/** The way to the API server: credentials, TLS and connections are its own. Throws API_UNREACHABLE or CREDENTIALS. */
export interface Transport {
  get(request: ApiRequest): Promise<ApiResponse>;
  send(request: ApiWrite): Promise<ApiResponse>;
}

/** All of a body, as a copy: for answers that are small. */
export async function readWhole(body: ApiBody): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const pieces of body) copies.push(Buffer.concat(pieces));
  return Buffer.concat(copies);
}
