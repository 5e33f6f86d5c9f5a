import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** Number of bytes read from a connection at once: a few dozen short requests, and most requests as a whole. */
const READ_BYTES = 2_048;

/**
 * Gives the server what comes on its connections in small pieces, and not while a connection is paused. Node reads 64 KB at once
 * and makes all requests in them, a thousand and more, in one go.
 */
export function limitReadSize(server: Server): void {
  const accept = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (raw: Socket) => {
    const socket = new SmallReadSocket(raw);
    for (const each of accept) each.call(server, socket);
  });
}

/** A connection with the part of a socket's interface that an HTTP server uses. Writes go straight through. */
class SmallReadSocket extends Duplex {
  private readonly raw: Socket;
  private rest: Buffer = Buffer.alloc(0);
  private ended = false;
  private wanted = false;

  constructor(raw: Socket) {
    super({
      readableHighWaterMark: READ_BYTES,
      writableHighWaterMark: raw.writableHighWaterMark,
      // Headers are short texts, which a socket encodes as cheaply as it writes them.
      decodeStrings: false,
    });
    this.raw = raw;
    raw.on('data', (bytes: Buffer) => {
      raw.pause();
      this.rest = bytes;
      this.pour();
    });
    raw.on('end', () => {
      this.ended = true;
      this.pour();
    });
    raw.on('timeout', () => this.emit('timeout'));
    raw.on('error', (error) => this.destroy(error));
    raw.on('close', () => this.destroy());
  }

  get remoteAddress(): string | undefined {
    return this.raw.remoteAddress;
  }

  get remotePort(): number | undefined {
    return this.raw.remotePort;
  }

  setTimeout(ms: number): this {
    this.raw.setTimeout(ms);
    return this;
  }

  setNoDelay(on?: boolean): this {
    this.raw.setNoDelay(on);
    return this;
  }

  setKeepAlive(on?: boolean, delayMs?: number): this {
    this.raw.setKeepAlive(on, delayMs);
    return this;
  }

  /** Closes the connection when everything has been written. */
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  override _read(): void {
    this.wanted = true;
    this.pour();
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.raw.write(chunk, encoding, done);
  }

  override _writev(
    chunks: { readonly chunk: Buffer | string; readonly encoding: BufferEncoding }[],
    done: (error?: Error | null) => void,
  ): void {
    this.raw.cork();
    chunks.forEach(({ chunk, encoding }, i) => {
      this.raw.write(chunk, encoding, i === chunks.length - 1 ? done : undefined);
    });
    this.raw.uncork();
  }

  override _final(done: () => void): void {
    this.raw.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.raw.destroy();
    done(error);
  }

  private pour(): void {
    if (!this.wanted) return;
    if (this.rest.length === 0 && !this.ended) {
      this.raw.resume();
      return;
    }
    this.wanted = false;
    const piece = this.rest.subarray(0, READ_BYTES);
    this.rest = this.rest.subarray(READ_BYTES);
    this.push(piece.length > 0 ? piece : null);
  }
}
