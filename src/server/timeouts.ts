/** The longest time that timers take; what is longer would be over at once. With room for what Node adds. */
const LONGEST_MS = 2 ** 31 - 1 - 60_000;

/** Time limits as the flags say them, in milliseconds. */
export interface TimeoutOptions {
  readonly readTimeoutMs: number;
  readonly readHeaderTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly writeTimeoutMs: number;
}

/** Time limits as Node takes them: whole milliseconds, 0 for none. */
export interface ServerTimeouts {
  readonly requestMs: number;
  readonly headersMs: number;
  readonly keepAliveMs: number;
  readonly writeMs: number;
}

/**
 * Time limits with the meaning that they have in Go (https://pkg.go.dev/net/http#Server): none where 0 or negative; the one for
 * headers, and the one for idle connections, that of the whole request where 0.
 */
export function serverTimeouts(options: TimeoutOptions): ServerTimeouts {
  const requestMs = limit(options.readTimeoutMs);
  const headersMs = options.readHeaderTimeoutMs === 0 ? requestMs : limit(options.readHeaderTimeoutMs);
  return {
    requestMs,
    // Node wants headers within the time for the whole request.
    headersMs: requestMs > 0 && headersMs > 0 ? Math.min(headersMs, requestMs) : headersMs,
    keepAliveMs: options.idleTimeoutMs === 0 ? requestMs : limit(options.idleTimeoutMs),
    writeMs: limit(options.writeTimeoutMs),
  };
}

function limit(ms: number): number {
  return ms <= 0 ? 0 : Math.min(Math.ceil(ms), LONGEST_MS);
}
