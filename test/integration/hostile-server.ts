import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Verb = 'list' | 'watch' | 'watchList';

/** Answers one request for pods. */
export type Answer = (response: ServerResponse, url: URL, request: IncomingMessage) => void;

/** An API server that answers for pods as it is told to, and well for nodes. */
export interface HostileServer {
  readonly url: string;
  /** Requests for pods so far. */
  readonly asked: { readonly verb: Verb; readonly url: URL }[];
  /** What is missing is answered well; WatchLists are refused. */
  behave(how: Partial<Record<Verb, Answer>>): void;
  /** Ends all open watches of pods. */
  endWatches(): void;
  stop(): Promise<void>;
}

const send = (response: ServerResponse, value: unknown, code = 200): void => {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(value));
};

export const status =
  (code: number, details: object = {}): Answer =>
  (response) =>
    send(response, { kind: 'Status', code, message: `hostile ${code}`, ...details }, code);
export const html: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<html>login</html>');
};
export const pod = (name: string): object => ({
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { name, namespace: 'ns', uid: `u-${name}`, resourceVersion: '7' },
});
/** A list of these pods; with a token another page follows. */
export const list =
  (names: readonly string[], token = ''): Answer =>
  (response) =>
    send(response, {
      kind: 'PodList',
      apiVersion: 'v1',
      metadata: { resourceVersion: '10', continue: token },
      items: names.map(pod),
    });
/** A watch that begins with these events and stays open, unless it is said to end. */
export const events =
  (events: readonly object[], end = false): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    for (const event of events) response.write(`${JSON.stringify(event)}\n`);
    if (end) response.end();
  };
export const bookmark = (resourceVersion: string): object => ({
  type: 'BOOKMARK',
  object: { kind: 'Pod', apiVersion: 'v1', metadata: { resourceVersion } },
});

/** Writes over and over while the client takes it, a piece at a time. */
function endless(response: ServerResponse, head: string, piece: () => string): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write(head);
  const write = (): void => {
    while (!response.destroyed) if (!response.write(piece())) break;
    if (!response.destroyed) response.once('drain', () => setImmediate(write));
  };
  write();
}

let invented = 0;
/** A pod that has not been there before. */
const inventedPod = (): object => pod(`invented-${invented++}`);
const added = (): string => `${JSON.stringify({ type: 'ADDED', object: inventedPod() })}\n`;

/** A page that never ends. */
export const endlessPage: Answer = (response) =>
  endless(response, '{"metadata":{"resourceVersion":"10"},"items":[', () => `${JSON.stringify(inventedPod())},`);
/** Pages of new pods that never end. */
export const endlessPages: Answer = (response) => {
  const items = Array.from({ length: 500 }, inventedPod);
  send(response, { metadata: { resourceVersion: '10', continue: `t${invented}` }, items });
};
/** A watch, or a WatchList, that brings new pods for ever. */
export const endlessEvents: Answer = (response) => endless(response, '', added);

export async function startHostileServer(): Promise<HostileServer> {
  let behavior: Partial<Record<Verb, Answer>> = {};
  const asked: { verb: Verb; url: URL }[] = [];
  const watches = new Set<ServerResponse>();
  const well: Record<Verb, Answer> = {
    // A token of pages that another behavior began is unknown here, as an expired one is to an API server.
    list: (response, url, request) =>
      (url.searchParams.has('continue') ? status(410) : list(['a', 'b']))(response, url, request),
    watch: events([bookmark('11')]),
    watchList: status(422),
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    const verb = url.searchParams.has('sendInitialEvents')
      ? 'watchList'
      : url.searchParams.has('watch')
        ? 'watch'
        : 'list';
    if (!url.pathname.endsWith('/pods')) {
      const node = { metadata: { name: 'n', uid: 'u-n', resourceVersion: '3' } };
      if (verb !== 'list') well[verb](response, url, request);
      else send(response, { kind: 'NodeList', apiVersion: 'v1', metadata: { resourceVersion: '10' }, items: [node] });
      return;
    }
    asked.push({ verb, url });
    if (verb === 'watch') {
      watches.add(response);
      response.on('close', () => watches.delete(response));
    }
    (behavior[verb] ?? well[verb])(response, url, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    behave: (how) => {
      behavior = how;
    },
    endWatches: () => {
      for (const watch of watches) watch.end();
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
