import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { limitReadSize } from './small-reads.ts';

/** Runs a server that says how long each body was, and sends what it is given; resolves to all that comes back. */
async function exchange(pieces: readonly string[]): Promise<string> {
  const server = createServer((request, response) => {
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on('end', () => response.end(`${request.url} ${bytes} ${request.socket.remoteAddress}\n`));
  });
  limitReadSize(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  for (const piece of pieces) {
    socket.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await closed;
  await new Promise((resolve) => server.close(resolve));
  return text;
}
const bodies = (text: string): string[] => text.split('\n').filter((l) => l.endsWith(' 127.0.0.1'));

describe('limitReadSize', () => {
  const last = 'GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
  const post = (size: number): string =>
    `POST /p${size} HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n\r\n${'b'.repeat(size)}`;

  it('gives the server requests and bodies whole, however they come', async () => {
    const sizes = [0, 1, 2_047, 2_048, 2_049, 100_000, 3];
    const expected = [...sizes.map((size) => `/p${size} ${size} 127.0.0.1`), '/last 0 127.0.0.1'];
    expect(bodies(await exchange([sizes.map(post).join('') + last]))).toEqual(expected);
    const small = [0, 7].map(post).join('') + last;
    expect(bodies(await exchange([...small]))).toHaveLength(3);
  });

  it('refuses what is no HTTP, and headers without end', async () => {
    expect(await exchange(['nonsense\r\n\r\n'])).toMatch(/^HTTP\/1\.1 400 /);
    expect(await exchange([`GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(30_000)}`])).toMatch(/^HTTP\/1\.1 431 /);
  });
});
