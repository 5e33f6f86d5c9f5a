import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { Body } from './body.ts';

/** An HTTP request as it is sent. */
export interface Question {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ends the exchange, the body of the answer included. */
  readonly signal: AbortSignal;
}

/** The head of an HTTP response, and its body as it arrives. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Body;
}

/**
 * Sends one request through a dispatcher. Resolves with the head of the response; rejects with undici's error, or with
 * the reason of the signal. The `request` of undici returns a Node stream, which reads everything from a connection
 * event by event, and that is most of the cost of a watch (docs/decisions/0008-events.md).
 */
export function exchange(dispatcher: Dispatcher, question: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { url, method, headers, body, signal } = question;
    const { origin, pathname, search } = new URL(url);
    if (signal.aborted) throw reasonOf(signal);
    const handler = new Exchange(signal, resolve, reject);
    dispatcher.dispatch(
      {
        origin,
        path: pathname + search,
        method,
        headers: { ...headers },
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
  private readonly resolve: (answer: Answer) => void;
  private readonly reject: (error: unknown) => void;
  private controller: Dispatcher.DispatchController | undefined;
  private body: Body | undefined;

  constructor(signal: AbortSignal, resolve: (answer: Answer) => void, reject: (error: unknown) => void) {
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
    this.body = new Body(controller, this.forget);
    this.resolve({ status, headers, body: this.body });
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

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
