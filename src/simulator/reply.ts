import { type Clock, sleep } from '../base/clock.ts';
import type { ServerResponse } from '../base/network.ts';
import { StatusError } from './status.ts';

/** Time for the data before a cut to reach the client. */
export const CUT_MS = 20;

/**
 * Writes an answer's body at the client's pace; can be told to cut the connection after some bytes, as a fault. A client
 * that goes away ends the writing.
 */
export class Reply {
  readonly response: ServerResponse;
  /** Bytes after which the connection is cut; infinite: never. */
  cutAfter = Number.POSITIVE_INFINITY;
  /** The bookmark that ends the initial events of a WatchList is not sent. */
  endless = false;
  private readonly clock: Clock;
  private sent = 0;

  constructor(response: ServerResponse, clock: Clock) {
    this.response = response;
    this.clock = clock;
  }

  get gone(): boolean {
    return this.response.destroyed || this.response.writableEnded;
  }

  head(code: number, contentType: string, more: Readonly<Record<string, string>> = {}): void {
    this.response.writeHead(code, { 'Content-Type': contentType, ...more });
  }

  /** Writes; resolves when more can be taken. */
  async write(bytes: Buffer): Promise<void> {
    if (this.gone) return;
    if (this.sent + bytes.length > this.cutAfter) {
      this.response.write(bytes.subarray(0, this.cutAfter - this.sent));
      await sleep(this.clock, CUT_MS, new AbortController().signal);
      this.response.destroy();
      return;
    }
    this.sent += bytes.length;
    if (this.response.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.response.off('drain', done);
        this.response.off('close', done);
        resolve();
      };
      this.response.on('drain', done);
      this.response.on('close', done);
    });
  }

  end(): void {
    if (!this.gone) this.response.end();
  }

  json(code: number, value: unknown, more: Readonly<Record<string, string>> = {}): void {
    const body = Buffer.from(`${JSON.stringify(value)}\n`);
    this.head(code, 'application/json', { 'Content-Length': String(body.length), ...more });
    this.response.end(body);
  }

  /** Answers a Status; anything else that was thrown is the simulator's own fault. */
  fail(error: unknown): void {
    if (this.response.headersSent) {
      this.response.destroy();
      return;
    }
    const status = error instanceof StatusError ? error : new StatusError(500, 'InternalError', String(error));
    const retry = status.details?.retryAfterSeconds;
    this.json(status.code, status.toStatus(), typeof retry === 'number' ? { 'Retry-After': String(retry) } : {});
  }
}
