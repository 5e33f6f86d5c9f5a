import type { Readable, Writable } from 'node:stream';

/** Headers by name in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** A request to a server. */
export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Headers by name in lower case; an array is sent as that many headers. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  /** Ends the exchange, the body of the response included. */
  readonly signal: AbortSignal;
}

/**
 * Pieces as they arrive, borrowed until more is asked for. Throws API_BODY_CUT where it ends early. While nothing is asked for,
 * next to nothing is read from the connection: what arrives waits in the kernel.
 */
export interface HttpBody extends AsyncIterable<readonly Buffer[]> {
  /** Whether more, or the end, has arrived; looks for it for a turn of the event loop. To be asked between pieces. */
  more(): Promise<boolean>;
}

/** The response to a request; its body is still arriving. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: HttpBody;
  /** Gives the body up and closes the connection. */
  abort(reason: Error): void;
}

/** Options of connections to a server. */
export interface ConnectOptions {
  readonly tls: TlsOptions;
  /** Proxy URL with scheme http, https, socks5 or socks5h, credentials included; undefined: none. */
  readonly proxy: string | undefined;
  /** PEM certificates that are trusted when connecting to an https proxy; undefined: those that Node was built with. */
  readonly proxyCa: readonly string[] | undefined;
}

/** TLS of a server; PEM texts. */
export interface TlsOptions {
  /** Certificates that are trusted, whoever issued them; undefined: those that Node was built with. */
  readonly ca: readonly string[] | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly servername: string | undefined;
  readonly rejectUnauthorized: boolean;
}

/** Connections to a server. */
export interface HttpClient {
  /** Resolves with the head of the response; rejects with the error of the connection, or with the signal's reason. */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Lets requests under way end, and takes no more. */
  close(): void;
  /** Cuts requests under way. */
  destroy(): Promise<void>;
}

/** Headers that are joined to one where they are repeated, or of which the first one counts. */
type OneLine = 'accept' | 'accept-encoding' | 'authorization' | 'content-type';

/** A request that came in; reading it gives its body. */
export interface ServerRequest extends Readable {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Headers & Readonly<Partial<Record<OneLine, string | undefined>>>;
  /** Its connection: `end` says that the client sends no more, which most do only when they leave. */
  readonly socket?: { once(event: 'end', leave: () => void): unknown };
}

/** The response to a request that came in. */
export interface ServerResponse extends Writable {
  readonly headersSent: boolean;
  setHeader(name: string, value: string | number): unknown;
  getHeaderNames(): string[];
  removeHeader(name: string): void;
  writeHead(status: number, headers?: Record<string, string>): this;
  /** Sends the head without waiting for a body. */
  flushHeaders(): void;
}

/** Policy of a server for certificates of clients. */
export type ClientAuth = 'none' | 'request' | 'require' | 'verify-if-given' | 'require-and-verify';

/** TLS of a port that is listened on; PEM texts. */
export interface ServerTls {
  readonly key: string;
  readonly cert: string;
  /** By HTTP/2 as well, whose requests come side by side. */
  readonly http2?: boolean;
  /** Absent: none. */
  readonly clientAuth?: ClientAuth;
  /** Certificates that client certificates are verified with; absent: those that Node was built with. */
  readonly clientCa?: readonly string[] | undefined;
  /** Subject alternative names of which a client certificate needs one; absent: any. */
  readonly allowedSans?: readonly string[] | undefined;
  readonly minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  /** OpenSSL's list of cipher suites; absent: Node's. */
  readonly ciphers?: string | undefined;
  /** OpenSSL's list of curves; absent: Node's. */
  readonly curves?: string | undefined;
  readonly honorCipherOrder?: boolean;
}

/** Where to listen, and for how long to wait: milliseconds, 0 for ever. */
export interface ListenPlace {
  readonly host: string;
  readonly port: number;
  readonly requestMs: number;
  readonly headersMs: number;
  readonly keepAliveMs: number;
  /** Absent: plain HTTP. */
  readonly tls?: ServerTls | undefined;
  /** Connections at once, beyond which the one that has been idle for longest is closed; absent: no limit. */
  readonly maxConnections?: number;
  /** Told of connections that are closed as there are too many. */
  readonly onCrowded?: () => void;
  /** Told of connections that are cut as too many requests wait on them. */
  readonly onOverflow: () => void;
}

/** A port that is listened on. */
export interface Listening {
  /** The real one where 0 was asked for. */
  readonly port: number;
  /** Uses other certificates and rules for the connections to come; those there are stay. Without effect for plain HTTP. */
  renewTls(tls: ServerTls): void;
  /** Takes no new connections; those there are end with the response under way. Resolves when all have ended. */
  close(): Promise<void>;
  /** Closes the connections without a response under way. */
  closeIdle(): void;
  /** Closes all connections. */
  cut(): void;
}

/** The network: a port. */
export interface Network {
  connect(options: ConnectOptions): HttpClient;
  /** Begins to listen; requests of one connection come one after the other. Rejects with the error of the system. */
  listen(place: ListenPlace, onRequest: (request: ServerRequest, response: ServerResponse) => void): Promise<Listening>;
}
