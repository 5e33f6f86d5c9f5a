import { Readable, Writable } from 'node:stream';
import type { Clock } from '../../src/base/clock.ts';
import { CodedError } from '../../src/base/errors.ts';
import type {
  Headers,
  HttpBody,
  HttpRequest,
  HttpResponse,
  Listening,
  ListenPlace,
  Network,
  ServerRequest,
  ServerResponse,
} from '../../src/base/network.ts';

/** A network in memory: bytes are cut at borders, and take times, that the clock's randomness gives. */
export class SimulatedNetwork implements Network {
  /** What happened, with the times. */
  readonly trace: string[] = [];
  private readonly clock: Clock;
  private readonly ports = new Map<number, (request: ServerRequest, response: ServerResponse) => void>();
  private readonly blocked = new Set<number>();
  private nextPort = 1;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  connect = () => ({
    send: (request: HttpRequest) => this.send(request),
    close: () => {},
    destroy: async () => {},
  });

  listen = async (place: ListenPlace, onRequest: Parameters<Network['listen']>[1]): Promise<Listening> => {
    const port = place.port || this.nextPort++;
    this.ports.set(port, onRequest);
    const close = async (): Promise<void> => void this.ports.delete(port);
    return { port, renewTls: () => {}, close, closeIdle: () => {}, cut: () => {} };
  };

  /** Refuses connections to a port from now on, or no longer. */
  block(port: number, isBlocked: boolean): void {
    if (isBlocked) this.blocked.add(port);
    else this.blocked.delete(port);
  }

  private send({ url, method, headers, body, signal }: HttpRequest): Promise<HttpResponse> {
    const { port, pathname, search } = new URL(url);
    this.note(`${method} ${pathname}${search}`);
    const handler = this.ports.get(Number(port));
    if (!handler || this.blocked.has(Number(port))) return Promise.reject(new Error(`nothing listens on ${port}`));
    return new Promise((resolve, reject) => {
      const incoming = Object.assign(Readable.from(body === undefined ? [] : [Buffer.from(body)]), {
        method,
        url: pathname + search,
        headers: headers as ServerRequest['headers'],
      });
      const response = new MemoryResponse(this.clock, (status, given) => {
        this.note(`${status} ${pathname}`);
        resolve({ status, headers: given, body: response.body, abort: (reason) => void response.destroy(reason) });
      });
      response.on('error', () => {});
      signal.addEventListener('abort', () => {
        response.destroy();
        reject(signal.reason);
      });
      this.clock.after(this.clock.random() * 5, () => handler(incoming, response));
    });
  }

  private note(what: string): void {
    this.trace.push(`${this.clock.now().toFixed(3)} ${what}`);
  }
}

/** The response of a server, whose other side is the body that the client reads. */
class MemoryResponse extends Writable implements ServerResponse {
  headersSent = false;
  readonly body: HttpBody;
  private readonly clock: Clock;
  private readonly onHead: (status: number, headers: Headers) => void;
  private readonly headers = new Map<string, string>();
  private status = 200;
  private arrived: Buffer[] = [];
  private over: 'open' | 'ended' | 'cut' = 'open';
  private wake = (): void => {};

  constructor(clock: Clock, onHead: (status: number, headers: Headers) => void) {
    super({ highWaterMark: 64 * 1024 });
    this.clock = clock;
    this.onHead = onHead;
    this.body = {
      more: async () => {
        if (this.arrived.length > 0 || this.over !== 'open') return true;
        await clock.turn();
        return this.arrived.length > 0 || this.over !== 'open';
      },
      [Symbol.asyncIterator]: () => this.read(),
    };
  }

  setHeader(name: string, value: string | number): void {
    this.headers.set(name.toLowerCase(), String(value));
  }

  getHeaderNames(): string[] {
    return [...this.headers.keys()];
  }

  removeHeader(name: string): void {
    this.headers.delete(name.toLowerCase());
  }

  writeHead(status: number, headers: Record<string, string> = {}): this {
    this.status = status;
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
    this.flushHeaders();
    return this;
  }

  flushHeaders(): void {
    if (this.headersSent) return;
    this.headersSent = true;
    this.onHead(this.status, Object.fromEntries(this.headers));
  }

  override _write(chunk: Buffer | string, _: BufferEncoding, done: () => void): void {
    this.flushHeaders();
    const bytes = Buffer.from(chunk as Buffer);
    const border = Math.floor(this.clock.random() * (bytes.length + 1));
    this.deliver(bytes.subarray(0, border));
    this.clock.after(this.clock.random() * 3, () => {
      this.deliver(bytes.subarray(border));
      done();
    });
  }

  override _final(done: () => void): void {
    this.flushHeaders();
    this.finishBody('ended');
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.finishBody('cut');
    done(error);
  }

  private deliver(piece: Buffer): void {
    if (piece.length === 0 || this.over !== 'open') return;
    this.arrived.push(piece);
    this.wake();
  }

  private finishBody(how: 'ended' | 'cut'): void {
    if (this.over === 'open') this.over = how;
    this.wake();
  }

  private async *read(): AsyncGenerator<readonly Buffer[]> {
    try {
      for (;;) {
        if (this.arrived.length > 0) yield this.arrived.splice(0);
        else if (this.over === 'ended') return;
        else if (this.over === 'cut') throw new CodedError('API_BODY_CUT', 'the connection was cut');
        else
          await new Promise<void>((resolve) => {
            this.wake = resolve;
          });
      }
    } finally {
      if (this.over === 'open') this.destroy();
    }
  }
}
