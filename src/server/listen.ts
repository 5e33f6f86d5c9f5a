import { type Clock, every } from '../base/clock.ts';
import { CodedError, errorText } from '../base/errors.ts';
import type { Listening, Network, ServerRequest, ServerResponse, ServerTls } from '../base/network.ts';
import { serverTimeouts, type TimeoutOptions } from './timeouts.ts';

/** How often connections that have become idle are closed while the end waits for the others. */
const SWEEP_MS = 50;

export interface ListenOptions extends TimeoutOptions {
  readonly clock: Clock;
  readonly network: Network;
  readonly host: string;
  readonly port: number;
  /** For messages: the flags that set host and port. */
  readonly flag: string;
  /** Undefined: plain HTTP. */
  readonly tls?: ServerTls | undefined;
  readonly maxConnections?: number;
  /** Told of connections that are cut as too many requests wait on them, and of those closed as there are too many. */
  readonly onOverflow?: () => void;
  readonly onCrowded?: () => void;
  /** Time beyond --server-write-timeout that a request is answered in, by its target; absent: none. */
  readonly extraMs?: (target: string) => number;
}

export type Handler = (request: ServerRequest, response: ServerResponse, url: URL) => void | Promise<void>;

export interface Listener {
  /** Address it listens on; the port is the real one if 0 was requested. */
  readonly port: number;
  /** Uses other certificates and rules for the connections to come. */
  renewTls(tls: ServerTls): void;
  /** Takes no new connections, lets answers end for up to `graceMs` and until `atOnce` resolves, then cuts them. */
  close(graceMs: number, atOnce?: Promise<void>): Promise<void>;
}

/** Begins to listen. Throws LISTEN, naming the flag, where that fails. */
export async function listen(
  options: ListenOptions,
  handler: Handler,
  onError: (error: unknown) => void,
): Promise<Listener> {
  const { clock, network, host, port, flag, tls, maxConnections, onCrowded } = options;
  const { requestMs, headersMs, keepAliveMs, writeMs } = serverTimeouts(options);
  const begin = (request: ServerRequest, response: ServerResponse): void => {
    if (writeMs > 0)
      response.on(
        'close',
        clock.after(writeMs + (options.extraMs?.(request.url ?? '/') ?? 0), () => response.destroy()),
      );
    void answer(handler, request, response).catch((error) => {
      onError(error);
      if (!response.headersSent) response.writeHead(500).end();
      else response.destroy();
    });
  };
  const onOverflow = options.onOverflow ?? (() => {});
  const limits = { ...(maxConnections !== undefined && { maxConnections }), ...(onCrowded && { onCrowded }) };
  const place = { host, port, requestMs, headersMs, keepAliveMs, tls, onOverflow, ...limits };
  const listening = await network.listen(place, begin).catch((error: unknown) => {
    throw new CodedError('LISTEN', `${flag}: cannot listen on ${host} port ${port}: ${errorText(error)}`, error);
  });
  const renewTls = (renewed: ServerTls): void => listening.renewTls(renewed);
  return { port: listening.port, renewTls, close: (graceMs, atOnce) => close(listening, clock, graceMs, atOnce) };
}

async function answer(handler: Handler, request: ServerRequest, response: ServerResponse): Promise<void> {
  if (!URL.canParse(request.url ?? '/', 'http://localhost')) {
    response.writeHead(400, { Connection: 'close' }).end();
    return;
  }
  await handler(request, response, new URL(request.url ?? '/', 'http://localhost'));
}

async function close(listening: Listening, clock: Clock, graceMs: number, atOnce?: Promise<void>): Promise<void> {
  const closed = listening.close();
  // A connection is idle again after its answer; kept alive it would hold up the end.
  listening.closeIdle();
  const stopSweeping = every(clock, SWEEP_MS, () => listening.closeIdle());
  const cut = (): void => listening.cut();
  const cancel = clock.after(graceMs, cut);
  void atOnce?.then(cut);
  await closed;
  stopSweeping();
  cancel();
}
