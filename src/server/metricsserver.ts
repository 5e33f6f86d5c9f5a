import type { ServerResponse } from 'node:http';
import { choosesGzip, negotiateFormat } from '../exposition/negotiate.ts';
import { readPart } from '../exposition/part.ts';
import { selectResources } from '../exposition/selection.ts';
import { writeScrape } from '../exposition/write.ts';
import type { ResourceView } from '../model/view.ts';
import type { Handler } from './listen.ts';
import { landingPage, plainText } from './pages.ts';

/** Scrapes are answered in full; or the first sync is not complete; or others serve what this process could. */
export type ScrapeState = 'ready' | 'syncing' | 'standby';

/** What a scrape is answered from. */
export interface OpenViews {
  readonly views: readonly ResourceView[];
  release(): void;
}

const NOTHING: OpenViews = { views: [], release: () => {} };

export interface MetricsSource {
  state(): ScrapeState;
  /** What is there now, in the order in which it is written; read until it is released. */
  open(): Promise<OpenViews>;
  /** After each answer: how long it took, how large it was. */
  observe(method: string, seconds: number, bytes: number, gzip: boolean): void;
}

/** Routes of the metrics port: `/metrics`, `/healthz`, `/livez`, and a page that names them. */
export function metricsHandler(source: MetricsSource, gzip: boolean): Handler {
  return async (request, response, url) => {
    switch (url.pathname) {
      case '/metrics': {
        const method = request.method ?? 'GET';
        if (method !== 'GET' && method !== 'HEAD') {
          response.setHeader('Allow', 'GET, HEAD');
          plainText(response, 405, 'metrics can be read with GET and HEAD\n');
          return;
        }
        const start = performance.now();
        const useGzip = choosesGzip(request.headers['accept-encoding'], gzip);
        const bytes = await scrape(source, response, url, request.headers.accept, useGzip, method === 'HEAD');
        source.observe(method.toLowerCase(), (performance.now() - start) / 1e3, bytes, useGzip);
        return;
      }
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

async function scrape(
  source: MetricsSource,
  response: ServerResponse,
  url: URL,
  accept: string | undefined,
  gzip: boolean,
  headOnly: boolean,
): Promise<number> {
  const state = source.state();
  if (state === 'syncing') {
    response.setHeader('Retry-After', '1');
    plainText(response, 503, 'the first sync is not complete; see /readyz?verbose on the telemetry port\n');
    return 0;
  }
  const part = readPart(url.searchParams);
  if (typeof part === 'string') {
    plainText(response, 400, `${part}\n`);
    return 0;
  }
  const format = negotiateFormat(accept);
  response.setHeader('Content-Type', format.contentType);
  response.setHeader('Vary', 'Accept, Accept-Encoding');
  if (gzip) response.setHeader('Content-Encoding', 'gzip');
  if (headOnly) {
    response.end();
    return 0;
  }
  // A standby has nothing to show, and nothing is wrong with it.
  const { views, release } = state === 'standby' ? NOTHING : await source.open();
  try {
    return await writeScrape(response, selectResources(views, url.searchParams), {
      openMetrics: format.openMetrics,
      gzip,
      part,
      length: (bytes) => response.setHeader('Content-Length', bytes),
    });
  } finally {
    release();
  }
}
