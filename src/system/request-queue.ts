import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Requests of all connections that wait for the answer before theirs, at most. Each takes about 3 KB of memory; a connection has
 * as many as two small reads bring, some tens (`small-reads.ts`).
 */
const MAX_WAITING = 2_048;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

interface Connection {
  /** Whether an answer is under way on it. */
  busy: boolean;
  readonly waiting: (readonly [IncomingMessage, ServerResponse])[];
}

/**
 * Answers the requests of a connection one after the other: one that was sent ahead (pipelining) is not looked at before the answer
 * to the one before it has ended, and no more are read meanwhile. Node alone begins all at once.
 */
export class RequestQueue {
  private readonly connections = new WeakMap<Socket, Connection>();
  private readonly answer: Answer;
  private readonly onOverflow: () => void;
  private waiting = 0;
  private ending = false;

  /** `onOverflow` is told of connections that are cut as too many requests wait. */
  constructor(answer: Answer, onOverflow: () => void) {
    this.answer = answer;
    this.onOverflow = onOverflow;
  }

  /** Answers a request when it is its turn. */
  take(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    // Node goes on with what it has read of a connection that was cut.
    if (socket.destroyed) return;
    const connection = this.connections.get(socket) ?? this.open(socket);
    if (!connection.busy) {
      this.begin(connection, request, response);
      return;
    }
    if (this.waiting >= MAX_WAITING) {
      this.onOverflow();
      socket.destroy();
      return;
    }
    this.waiting++;
    connection.waiting.push([request, response]);
    socket.pause();
  }

  /** From now on a connection ends with the answer that is under way on it. */
  end(): void {
    this.ending = true;
  }

  private open(socket: Socket): Connection {
    const connection: Connection = { busy: false, waiting: [] };
    this.connections.set(socket, connection);
    return connection;
  }

  private begin(connection: Connection, request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    connection.busy = true;
    if (this.ending) response.shouldKeepAlive = false;
    const dropWaiting = (): void => {
      this.waiting -= connection.waiting.length;
      connection.waiting.length = 0;
    };
    // Node reads on by itself now and then.
    const hold = (): void => {
      if (connection.waiting.length > 0) socket.pause();
    };
    socket.once('close', dropWaiting);
    socket.on('resume', hold);
    response.once('close', () => {
      socket.off('close', dropWaiting);
      socket.off('resume', hold);
      this.next(connection, socket);
    });
    this.answer(request, response);
  }

  private next(connection: Connection, socket: Socket): void {
    if (socket.destroyed || this.ending) {
      this.waiting -= connection.waiting.length;
      connection.waiting.length = 0;
      socket.destroySoon();
      return;
    }
    const next = connection.waiting.shift();
    if (next) {
      this.waiting--;
      this.begin(connection, ...next);
      return;
    }
    connection.busy = false;
    socket.resume();
  }
}
