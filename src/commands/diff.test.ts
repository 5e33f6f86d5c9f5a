import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { diff } from './diff.ts';

let folder: string;
let server: Server | undefined;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ksm-diff-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

function file(name: string, bytes: string | Buffer): string {
  const place = path.join(folder, name);
  writeFileSync(place, bytes);
  return place;
}

async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function run(...argv: readonly string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const program = { commands: [], print: (text: string) => (out += text), width: 80 };
  const code = await diff.run(argv, { ...program, stopSignal: () => Promise.resolve(), onReload: () => {} });
  return { code, out };
}

it('says that two files have the same series', async () => {
  const plain = file('plain', 'a{x="1"} 1\nb 2\n');
  const zipped = file('zipped', Buffer.concat([gzipSync('b 2\n'), gzipSync('a{x="1"} 1\n')]));
  expect(await run(plain, zipped)).toEqual({ code: 0, out: 'No differences: 2 families, 2 and 2 samples\n' });
});

it('shows differences as a diff, and a table', async () => {
  const { code, out } = await run(file('first', 'a 1\nb 1\n'), file('second', 'a 2\nb 1\n'));
  expect(code).toBe(1);
  expect(out.split('\n').slice(2)).toEqual([
    '@@ a @@',
    '-a 1',
    '+a 2',
    '',
    'FAMILY  FIRST  SECOND  MISSING  EXTRA  DIFFERENT  DOUBLE  KNOWN',
    'a           1       1        0      0          1       0      0',
    '',
    '1 of 2 families, 2 and 2 samples differ',
    '',
  ]);
});

it('writes JSON', async () => {
  const { out } = await run('-o', 'json', file('first', 'a 1\n'), file('second', 'a NaN\n'));
  expect(JSON.parse(out)).toMatchObject({
    samples: [1, 1],
    differences: [{ family: 'a', counts: { different: 1 } }],
    examples: [{ kind: 'different', series: 'a', values: [1, 'NaN'] }],
  });
});

it('reads URLs, gzip and the union of shards', async () => {
  const url = await serve((request, response) => {
    const shard = request.url!.startsWith('/metrics?shard=1') ? 'a{x="1"} 1\n' : 'a{x="2"} 1\n';
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(shard));
  });
  const both = file('both', 'a{x="1"} 1\na{x="2"} 1\n');
  expect((await run(both, `${url},${url}/metrics?shard=1`)).code).toBe(0);
});

it('counts only what differs twice where it is to settle', async () => {
  let scrapes = 0;
  const url = await serve((_, response) => response.end(`a ${scrapes++ === 0 ? 1 : 2}\nb 3\n`));
  const still = file('still', 'a 2\nb 4\n');
  const { code, out } = await run('--settle=1ms', still, url);
  expect(code).toBe(1);
  expect(out).toContain('1 of 2 families');
  expect(out).toContain('+b 3');
});

it('names the source that cannot be read, and why', async () => {
  const good = file('good', 'a 1\n');
  const html = file('html', '<html>\n');
  const url = await serve((_, response) => response.writeHead(503).end('not yet\nsynced'));
  await expect(run(good, `${folder}/nothing`)).rejects.toThrow(`${folder}/nothing: no such file`);
  await expect(run(good, folder)).rejects.toThrow(`${folder}: expected a file, found a directory`);
  await expect(run(good, html)).rejects.toThrow(`${html}: no samples found: is it an exposition of metrics?`);
  await expect(run(good, file('cut', 'a 1\nb'))).rejects.toThrow('cut: line 2: the input ends within a line');
  await expect(run(good, file('gz', gzipSync('a 1\n').subarray(0, 12)))).rejects.toThrow(
    'gz: the gzip data is cut off',
  );
  await expect(run(good, url)).rejects.toThrow(`${url}/metrics: 503 not yet`);
  await expect(run(good, 'http://127.0.0.1:1')).rejects.toThrow('http://127.0.0.1:1/metrics: connect ECONNREFUSED');
  await expect(run(good)).rejects.toThrow('diff: expected two sources, found 1');
  expect(diff.faultCode).toBe(2);
});
