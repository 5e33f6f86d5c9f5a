import type { Clock } from '../base/clock.ts';
import type { ServerRequest, ServerResponse } from '../base/network.ts';
import type { Turns } from '../base/turns.ts';
import type { Answers } from '../exposition/answers.ts';
import { choosesGzip, negotiateFormat } from '../exposition/negotiate.ts';
import { type Part, readPart } from '../exposition/partition.ts';
import { compileSelection, type Selection } from '../exposition/selection.ts';
import { writeAnswer } from '../exposition/write.ts';
import type { Admission } from './admission.ts';
import type { Handler } from './listen.ts';
import { landingPage, plainText, tooMany } from './pages.ts';

/** Scrapes are answered in full; or the first sync is not complete; or others serve what this process could. */
export type ScrapeState = 'ready' | 'syncing' | 'standby';

/** Responses for one moment, and the function that releases it. */
export interface OpenAnswers {
  readonly answers: Answers;
  release(): void;
}

export interface MetricsSource {
  state(): ScrapeState;
  /** Opens the current state, to be read until it is released. A standby has nothing to show, which is not an error. */
  open(selection: Selection): Promise<OpenAnswers>;
  /** After each answer: how long it took, how large it was. */
  observe(method: string, seconds: number, bytes: number, gzip: boolean): void;
}

export interface MetricsOptions {
  readonly source: MetricsSource;
  readonly admission: Admission;
  /** How text rests now, and into how many parts a scrape can be divided. */
  readonly storage: () => { readonly encoding: 'raw' | 'deflate'; readonly partitions: number };
  readonly clock: Clock;
  /** The time that all answers under way share. */
  readonly turns: Turns;
}

/** Routes of the metrics port: `/metrics`, `/healthz`, `/livez`, and a page that names them. */
export function metricsHandler(options: MetricsOptions): Handler {
  return async (request, response, url) => {
    switch (url.pathname) {
      case '/metrics':
        await metrics(options, request, response, url);
        return;
      case '/healthz':
      case '/livez':
        plainText(response, 200, 'OK');
        return;
      case '/':
        landingPage(response, 'Metrics of the objects of a Kubernetes cluster', [
          ['/metrics', 'Metrics'],
          ['/healthz', 'Health'],
          ['/livez', 'Liveness'],
        ]);
        return;
      default:
        plainText(response, 404, '404 page not found\n');
    }
  };
}

async function metrics(
  options: MetricsOptions,
  request: ServerRequest,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const method = request.method ?? 'GET';
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    plainText(response, 405, 'method not allowed; use GET or HEAD\n');
    return;
  }
  const { clock } = options;
  const start = clock.now();
  const gzip = choosesGzip(request.headers['accept-encoding'], options.storage().encoding === 'deflate');
  const part = partOf(options, response, url);
  if (!part) return;
  const format = negotiateFormat(request.headers.accept);
  response.setHeader('Content-Type', format.contentType);
  response.setHeader('Vary', 'Accept, Accept-Encoding');
  if (gzip) response.setHeader('Content-Encoding', 'gzip');
  let bytes: number | undefined = 0;
  if (method === 'HEAD') response.end();
  else bytes = await scrape(options, response, url, part, format.openMetrics, gzip);
  if (bytes !== undefined) options.source.observe(method.toLowerCase(), (clock.now() - start) / 1e3, bytes, gzip);
}

/** Reads the requested partition; undefined if the request has been answered, because nothing can be shown. */
function partOf({ source, storage }: MetricsOptions, response: ServerResponse, url: URL): Part | undefined {
  if (source.state() === 'syncing') {
    response.setHeader('Retry-After', '1');
    plainText(response, 503, 'the initial sync is not complete; see /readyz?verbose on the telemetry port\n');
    return undefined;
  }
  const part = readPart(url.searchParams, storage().partitions);
  if (typeof part !== 'string') return part;
  plainText(response, 400, `${part}\n`);
  return undefined;
}

/** Writes the response; returns its number of bytes, undefined if too many scrapes are in progress. */
async function scrape(
  { source, admission, turns }: MetricsOptions,
  response: ServerResponse,
  url: URL,
  part: Part,
  openMetrics: boolean,
  gzip: boolean,
): Promise<number | undefined> {
  const slot = admission.enter(() => response.destroy());
  if (!slot) {
    tooMany(response);
    return undefined;
  }
  try {
    const { answers, release } = await source.open(compileSelection(url.searchParams));
    try {
      if (response.destroyed) return 0;
      const answer = answers.begin({ part, openMetrics, gzip });
      if (answer.length !== undefined) response.setHeader('Content-Length', answer.length);
      slot.wrote(0);
      return await writeAnswer(response, answer, turns, slot.wrote);
    } finally {
      release();
    }
  } finally {
    slot.leave();
  }
}
