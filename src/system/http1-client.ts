import type { Socket } from 'node:net';
import type { HttpClient, HttpRequest, HttpResponse } from '../base/network.ts';
import type { Dialer } from './dialer.ts';
import { targetOf } from './target.ts';

/** Opens a connection for HTTP/1.1 to the server of a URL. */
export type DialUrl = (url: URL) => Promise<Socket>;

/** A request as it is written: `target` is a path, or a whole URL for a proxy. */
export interface WireRequest extends HttpRequest {
  readonly target: string;
}

/** A library that speaks HTTP/1.1. */
export interface WireClient extends Pick<HttpClient, 'close' | 'destroy'> {
  send(request: WireRequest): Promise<HttpResponse>;
}

/** HTTP/1.1 by a library, on connections of a dialer: each request has one of its own while it lasts. */
export class Http1Client implements HttpClient {
  private readonly dialer: Dialer;
  private readonly client: WireClient;
  private spare: Socket | undefined;

  constructor(dialer: Dialer, open: (dial: DialUrl) => WireClient) {
    this.dialer = dialer;
    this.client = open((url) => this.dial(url));
  }

  send(request: HttpRequest): Promise<HttpResponse> {
    const { forwarder } = this.dialer;
    const { protocol, pathname, search, href } = new URL(request.url);
    if (protocol === 'https:' || !forwarder) return this.client.send({ ...request, target: pathname + search });
    return this.client.send({ ...request, headers: { ...request.headers, ...forwarder.headers }, target: href });
  }

  /** Takes a connection over, for the next https request that needs one. */
  give(socket: Socket): void {
    this.spare?.destroy();
    this.spare = socket;
  }

  close(): void {
    this.spare?.destroy();
    this.client.close();
  }

  async destroy(): Promise<void> {
    this.spare?.destroy();
    this.dialer.destroy();
    await this.client.destroy();
  }

  private async dial(url: URL): Promise<Socket> {
    const { spare } = this;
    this.spare = undefined;
    if (spare?.readable && url.protocol === 'https:') return spare;
    return this.dialer.dial(targetOf(url), ['http/1.1']);
  }
}
