import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { definition, GROUP, KIND, PLURAL, VERSION } from './kind.ts';
import { objectText } from './objects.ts';

/**
 * An API server of one custom kind that costs its machine little: objects are encoded once, at the start. It knows lists with pages,
 * WatchList and watches, and changes objects at the rate of the last line that it read from its input.
 * `node bench/custom-resources/server.ts OBJECTS BYTES`
 */
const [objects, bytes] = process.argv.slice(2).map(Number) as [number, number];
const encoded = Array.from({ length: objects }, (_, i) => Buffer.from(objectText(i, 0, bytes)));
/** Bytes that are joined for one write. */
const CHUNK_BYTES = 256 * 1024;
const TICK_MS = 20;
let version = 1_000 + objects;
const watches = new Set<ServerResponse>();
const typeMeta = { apiVersion: `${GROUP}/${VERSION}`, kind: KIND };

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${JSON.stringify({ port: typeof address === 'object' ? address?.port : 0 })}\n`);
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url!, 'http://server');
  const watch = ['1', 'true'].includes(searchParams.get('watch') ?? '');
  response.setHeader('content-type', 'application/json');
  switch (pathname) {
    case '/version':
      return send(response, { major: '1', minor: '36', gitVersion: 'v1.36.0' });
    case `/apis/${GROUP}/${VERSION}/${PLURAL}`:
      if (watch) return watchObjects(response, searchParams);
      return list(response, searchParams);
    case '/apis/apiextensions.k8s.io/v1/customresourcedefinitions':
      if (!watch) return send(response, { ...listHead(), items: [definition] });
      if (searchParams.get('sendInitialEvents') === 'true') {
        response.write(eventLine('ADDED', JSON.stringify(definition)));
        response.write(bookmark('CustomResourceDefinition', 'apiextensions.k8s.io/v1', true));
      } else response.flushHeaders();
      return;
    default:
      response.statusCode = 404;
      return send(response, { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 });
  }
}

function listHead(): object {
  return {
    kind: 'CustomResourceDefinitionList',
    apiVersion: 'apiextensions.k8s.io/v1',
    metadata: { resourceVersion: '1' },
  };
}

function send(response: ServerResponse, body: object): void {
  response.end(JSON.stringify(body));
}

async function list(response: ServerResponse, query: URLSearchParams): Promise<void> {
  const from = Number(query.get('continue') ?? 0);
  const limit = Number(query.get('limit') ?? 0) || objects;
  const to = Math.min(objects, from + limit);
  const next = to < objects ? { continue: String(to), remainingItemCount: objects - to } : {};
  const metadata = { resourceVersion: String(version), ...next };
  response.write(`{"apiVersion":"${GROUP}/${VERSION}","items":[`);
  await writeAll(response, from, to, (i) => (i > from ? [COMMA, encoded[i]!] : [encoded[i]!]));
  response.end(`],"kind":"${KIND}List","metadata":${JSON.stringify(metadata)}}\n`);
}

async function watchObjects(response: ServerResponse, query: URLSearchParams): Promise<void> {
  if (query.get('sendInitialEvents') === 'true') {
    await writeAll(response, 0, objects, (i) => [ADDED, encoded[i]!, END]);
    response.write(bookmark(KIND, typeMeta.apiVersion, true));
  } else response.flushHeaders();
  watches.add(response);
  response.once('close', () => watches.delete(response));
}

const COMMA = Buffer.from(',');
const ADDED = Buffer.from('{"type":"ADDED","object":');
const END = Buffer.from('}\n');

async function writeAll(
  response: ServerResponse,
  from: number,
  to: number,
  partsOf: (index: number) => readonly Buffer[],
): Promise<void> {
  let pending: Buffer[] = [];
  let size = 0;
  for (let i = from; i < to; i++) {
    for (const part of partsOf(i)) {
      pending.push(part);
      size += part.length;
    }
    if (size < CHUNK_BYTES && i < to - 1) continue;
    const full = !response.write(Buffer.concat(pending));
    [pending, size] = [[], 0];
    if (full) await new Promise((resolve) => response.once('drain', resolve));
  }
}

function eventLine(type: string, object: string): string {
  return `{"type":"${type}","object":${object}}\n`;
}

function bookmark(kind: string, apiVersion: string, ends: boolean): string {
  const annotations = ends ? { 'k8s.io/initial-events-end': 'true' } : {};
  const metadata = { resourceVersion: String(version), annotations };
  return eventLine('BOOKMARK', JSON.stringify({ kind, apiVersion, metadata }));
}

// Changes: each tick sends those that are due, to all watches.
let perSecond = 0;
let due = 0;
let changed = 0;
setInterval(() => {
  due += (perSecond * TICK_MS) / 1_000;
  let lines = '';
  for (; due >= 1; due--) {
    version++;
    changed++;
    lines += eventLine('MODIFIED', objectText((changed * 7_919) % objects, changed, bytes));
  }
  if (lines !== '') for (const watch of watches) watch.write(lines);
}, TICK_MS);
process.stdin.on('data', (line: Buffer) => {
  perSecond = Number(line.toString());
});
process.stdin.on('end', () => process.exit(0));
