import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  IncomingHttpStatusHeader,
  OutgoingHttpHeaders,
} from 'node:http2';
import type { HttpRequest, HttpResponse } from '../base/network.ts';
import { Body } from './body.ts';
import { systemClock } from './clock.ts';
import { Liveness, type LivenessTimes } from './liveness.ts';
import type { ReadGate, StreamFlow } from './read-gate.ts';
import { reasonOf } from './reason.ts';

/** RFC 9113, section 7. */
const REFUSED_STREAM = 7;
const CANCEL = 8;
/** Flag of a frame: the last one of a stream. */
const END_STREAM = 1;
/** Time for the first frame of a server. */
const SETTINGS_MS = 10_000;
/** A connection without requests is closed after this, as Go does it. */
const IDLE_MS = 90_000;

const CLOSED = 'the server closed the connection';

/** The server has not looked at the request (RFC 9113, section 8.7): it may be sent again, whatever it is. */
export class Unprocessed extends Error {}

/** One connection that speaks HTTP/2, and the requests on it. */
export class Http2Connection {
  private readonly session: ClientHttp2Session;
  private readonly gate: ReadGate;
  private readonly liveness: Liveness;
  /** Resolves when the server has said how many requests it takes; rejects when it says nothing. */
  readonly settled: Promise<void>;
  private ready = false;
  private streams = 0;
  /** Why it takes no more requests, or why those under way end. */
  private ending: Error | undefined;
  private cancelIdle: () => void = () => {};

  /** `onOver` is called once, when it is closed. */
  constructor(session: ClientHttp2Session, gate: ReadGate, times: LivenessTimes, onOver: () => void) {
    this.session = session;
    this.gate = gate;
    this.liveness = new Liveness(
      systemClock,
      times,
      () => this.ping(),
      () =>
        this.die(new Error(`no answer to an HTTP/2 PING within ${times.answerMs / 1000} s; the connection is dead`)),
    );
    session.on('error', (error) => this.retire(error));
    session.on('goaway', (code) => this.retire(new Error(`the server closes the connection (GOAWAY, code ${code})`)));
    session.on('close', () => {
      this.liveness.stop();
      this.cancelIdle();
      this.retire(new Error(CLOSED));
      onOver();
    });
    this.settled = this.settle();
  }

  /** Whether it takes another request now. */
  get free(): boolean {
    if (!this.ready || this.liveness.doubted) return false;
    return this.fault === undefined && this.streams < this.limit;
  }

  /** Why it takes no requests, whatever ends; undefined: it takes some. */
  get fault(): Error | undefined {
    if (this.ending === undefined && this.limit === 0) return new Error('the server allows no HTTP/2 requests');
    return this.ending;
  }

  private get limit(): number {
    return this.session.remoteSettings.maxConcurrentStreams ?? Number.POSITIVE_INFINITY;
  }

  /** As HttpClient.send; rejects with Unprocessed where the server did not look at it. */
  send(request: HttpRequest): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      if (request.signal.aborted) throw reasonOf(request.signal);
      const stream = this.open(request);
      const leave = this.enter();
      const flow = this.gate.open(stream);
      const sentAt = systemClock.now();
      let body: Body | undefined;
      const abort = (): void => {
        if (body) body.abort(reasonOf(request.signal));
        else {
          flow.abort();
          this.liveness.doubt(sentAt);
        }
        reject(reasonOf(request.signal));
      };
      request.signal.addEventListener('abort', abort);
      let failure: Error | undefined;
      stream.on('error', (error) => {
        failure = error;
      });
      const ended = noteEnd(stream);
      stream.on('response', (headers, flags) => {
        this.liveness.heard();
        body = this.receive(stream, flow, () => ended() || (flags & END_STREAM) !== 0);
        const taken = body;
        resolve({ ...headOf(headers), body: taken, abort: (reason) => taken.abort(reason) });
      });
      stream.on('close', () => {
        request.signal.removeEventListener('abort', abort);
        flow.close();
        leave();
        const error = this.reasonFor(stream, failure);
        body?.fail(error);
        reject(error);
      });
      stream.end(request.body);
    });
  }

  /** Takes no more requests; closes when those under way have ended. */
  close(): void {
    this.retire(new Error('the connections are closed'));
    this.session.close();
  }

  /** Cuts it. Requests under way end with the error. */
  die(error: Error): void {
    this.ending = error;
    this.session.destroy(error);
  }

  private settle(): Promise<void> {
    return new Promise((resolve, reject) => {
      const message = `the server did not begin to speak HTTP/2 within ${SETTINGS_MS / 1000} s`;
      const cancel = systemClock.after(SETTINGS_MS, () => this.die(new Error(message)));
      this.session.once('remoteSettings', () => {
        cancel();
        this.ready = true;
        resolve();
        // Those who wait for it begin their requests first.
        void systemClock.turn().then(() => this.streams === 0 && this.rest());
      });
      this.session.once('close', () => {
        cancel();
        reject(this.ending);
      });
    });
  }

  private open({ url, method, headers, body }: HttpRequest): ClientHttp2Stream {
    const { host, pathname, search } = new URL(url);
    const head: OutgoingHttpHeaders = {
      ...(headers as OutgoingHttpHeaders),
      ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      ':method': method,
      ':path': pathname + search,
      ':scheme': 'https',
      ':authority': host,
    };
    try {
      return this.session.request(head, { endStream: body === undefined });
    } catch (error) {
      // It was closed in this moment.
      throw new Unprocessed(error instanceof Error ? error.message : String(error));
    }
  }

  /** A request begins. The result ends it. */
  private enter(): () => void {
    if (this.streams++ === 0) this.session.ref();
    this.cancelIdle();
    return () => {
      if (--this.streams === 0) this.rest();
    };
  }

  /** Without requests it does not keep the process alive, and is closed after a while. */
  private rest(): void {
    this.session.unref();
    this.cancelIdle();
    this.cancelIdle = systemClock.after(IDLE_MS, () => this.close());
  }

  private receive(stream: ClientHttp2Stream, flow: StreamFlow, complete: () => boolean): Body {
    const body = new Body(flow, () => {});
    stream.on('data', (piece: Buffer) => {
      this.liveness.heard();
      body.push(piece);
    });
    stream.on('end', () => {
      if (complete()) body.end();
    });
    flow.answered();
    return body;
  }

  private reasonFor({ rstCode = 0 }: ClientHttp2Stream, failure: Error | undefined): Error {
    if (rstCode === REFUSED_STREAM) return new Unprocessed('the server refused the request (REFUSED_STREAM)');
    if (this.ending && rstCode === CANCEL) return this.ending;
    if (this.session.closed && failure === undefined) return this.ending ?? new Error(CLOSED);
    return failure ?? this.ending ?? new Error(`the server ended the response early (code ${rstCode})`);
  }

  private ping(): void {
    // It is about to say that it is closed; a PING would throw.
    if (this.session.destroyed) return;
    this.gate.hold(true);
    const sent = this.session.ping((error) => {
      this.gate.hold(false);
      if (!error) this.liveness.heard();
    });
    // Too many are under way, or it is closed: the verdict comes from those.
    if (!sent) this.gate.hold(false);
  }

  private retire(error: Error): void {
    this.ending ??= error;
  }
}

function headOf({ ':status': status = 0, ...headers }: IncomingHttpHeaders & IncomingHttpStatusHeader): {
  status: number;
  headers: IncomingHttpHeaders;
} {
  return { status, headers };
}

/**
 * Tells whether the server has ended a stream. Node ends the readable side also where a stream is reset without an error or
 * its connection closes, but closes it before.
 */
function noteEnd(stream: ClientHttp2Stream): () => boolean {
  let ended = false;
  const push = stream.push.bind(stream);
  stream.push = (chunk, encoding) => {
    if (chunk === null && !stream.closed) ended = true;
    return push(chunk, encoding);
  };
  stream.on('trailers', () => {
    ended = true;
  });
  return () => ended;
}
