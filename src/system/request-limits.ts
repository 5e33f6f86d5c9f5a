import type { IncomingMessage, ServerResponse } from 'node:http';

/** Bytes of the request line and the headers: as Go (https://pkg.go.dev/net/http#DefaultMaxHeaderBytes). */
export const MAX_HEADER_BYTES = 1024 * 1024;
/** Headers of a request. Node silently drops those beyond its limit; a proxy that adds dozens stays far below. */
export const MAX_HEADERS = 2_000;
/** Bytes of a body that nobody wants: what is beyond costs the connection, as in Go. */
const MAX_BODY_BYTES = 256 * 1024;

/**
 * Refuses a request whose headers are too many or ambiguous: 431 or 400, and the connection is closed. Returns whether it did. Two
 * `Host` headers may mean one thing to a proxy and another to us (https://www.rfc-editor.org/rfc/rfc9112#section-3.2).
 */
export function refuseHeaders({ rawHeaders }: IncomingMessage, response: ServerResponse): boolean {
  const hosts = rawHeaders.filter((text, i) => i % 2 === 0 && text.length === 4 && text.toLowerCase() === 'host');
  const status = rawHeaders.length > 2 * MAX_HEADERS ? 431 : hosts.length > 1 ? 400 : undefined;
  if (status === undefined) return false;
  response.shouldKeepAlive = false;
  response.writeHead(status, { 'Content-Length': 0 }).end();
  return true;
}

/** Reads the body of a request to nowhere while the response is made; a body that is too long costs the connection after it. */
export function drainBody(request: IncomingMessage, response: ServerResponse): void {
  const { socket, headers, httpVersionMajor } = request;
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  if (!hasBody || httpVersionMajor > 1) return;
  let bytes = 0;
  const giveUp = (): void => {
    request.off('data', count);
    request.pause();
    response.shouldKeepAlive = false;
    if (response.writableFinished) socket.destroySoon();
    else response.once('finish', () => socket.destroySoon());
  };
  const count = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) giveUp();
  };
  request.on('data', count);
}
