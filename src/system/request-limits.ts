import type { IncomingMessage, ServerResponse } from 'node:http';

/** Headers of a request. Node silently drops those beyond its limit; a proxy that adds dozens stays far below. */
export const MAX_HEADERS = 2_000;
/** Bytes of a body that nobody wants: what is beyond costs the connection, as in Go. */
const MAX_BODY_BYTES = 256 * 1024;

/**
 * Refuses a request that is too much or means different things to different servers: it gets 400, 431 or 501 as in Go, and the
 * connection is closed. Node's parser refuses most of these itself, but not all. Returns whether it was refused.
 */
export function refuseRequest(request: IncomingMessage, response: ServerResponse): boolean {
  const status = faultOf(request);
  if (status === undefined) return false;
  response.shouldKeepAlive = false;
  response.writeHead(status, { Connection: 'close', 'Content-Length': 0 }).end();
  return true;
}

/** Two `Host` headers: https://www.rfc-editor.org/rfc/rfc9112#section-3.2; other encodings than chunked: section 6.1. */
function faultOf({ rawHeaders, headers, httpVersionMajor }: IncomingMessage): number | undefined {
  if (rawHeaders.length > 2 * MAX_HEADERS) return 431;
  const hosts = rawHeaders.filter((text, i) => i % 2 === 0 && text.length === 4 && text.toLowerCase() === 'host');
  if (hosts.length > 1 || httpVersionMajor < 1) return 400;
  const encoding = headers['transfer-encoding'];
  return encoding === undefined || encoding.toLowerCase() === 'chunked' ? undefined : 501;
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
