import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { HttpResponse } from '../base/network.ts';
import { Body } from './body.ts';
import type { WireRequest } from './http1-client.ts';
import { reasonOf } from './reason.ts';

/**
 * Puts one request to a dispatcher. Resolves with the head of the answer; rejects with undici's error, or with the signal's
 * reason, where none comes. undici's own `request` gives a Node stream: that reads from a connection whatever comes, one event
 * at a time, which is most of what a watch costs (docs/decisions/0008-events.md).
 */
export function exchange(dispatcher: Dispatcher, request: WireRequest): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const { url, target, method, headers, body, signal } = request;
    if (signal.aborted) throw reasonOf(signal);
    const handler = new Exchange(signal, resolve, reject);
    dispatcher.dispatch(
      {
        origin: new URL(url).origin,
        path: target,
        method,
        headers: { ...headers } as Record<string, string | string[]>,
        ...(body !== undefined && { body }),
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      handler,
    );
  });
}

class Exchange implements Dispatcher.DispatchHandler {
  private readonly signal: AbortSignal;
  private readonly resolve: (response: HttpResponse) => void;
  private readonly reject: (error: unknown) => void;
  private controller: Dispatcher.DispatchController | undefined;
  private body: Body | undefined;

  constructor(signal: AbortSignal, resolve: (response: HttpResponse) => void, reject: (error: unknown) => void) {
    this.signal = signal;
    this.resolve = resolve;
    this.reject = reject;
    signal.addEventListener('abort', this.abort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.signal.aborted) controller.abort(reasonOf(this.signal));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    const body = new Body(controller, this.forget);
    this.body = body;
    this.resolve({ status, headers, body, abort: (reason) => body.abort(reason) });
  }

  onResponseData(_: Dispatcher.DispatchController, piece: Buffer): void {
    this.body?.push(piece);
  }

  onResponseEnd(): void {
    this.body?.end();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.forget();
    this.body?.fail(error);
    this.reject(error);
  }

  private readonly abort = (): void => {
    this.forget();
    if (this.body) this.body.abort(reasonOf(this.signal));
    else this.controller?.abort(reasonOf(this.signal));
    // A connection that is still being made says nothing of it until it stands.
    this.reject(reasonOf(this.signal));
  };

  private readonly forget = (): void => {
    this.signal.removeEventListener('abort', this.abort);
  };
}
