import type { ServerResponse } from '../base/network.ts';
import type { Admission } from './admission.ts';
import type { Diagnostics } from './diagnostics/routes.ts';
import type { ExplorerRoutes } from './explorer-routes.ts';
import type { Handler } from './listen.ts';
import { landingPage, plainText, tooMany } from './pages.ts';

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores';

/** Content of `/readyz`. */
export interface Readiness {
  ready(): boolean;
  /** A line for each resource: its name, state and what is the matter. */
  report(): readonly string[];
}

/**
 * Routes of the telemetry port: self-metrics, which `text` writes for those who ask at the same time, readiness, and diagnostics and the
 * explorer, if there are any.
 */
export function telemetryHandler(
  text: () => Promise<Buffer>,
  readiness: Readiness,
  admission: Admission,
  diagnostics?: Diagnostics,
  explorer?: ExplorerRoutes,
): Handler {
  return async (request, response, url) => {
    switch (url.pathname) {
      case '/metrics': {
        if (request.method === 'HEAD') response.writeHead(200, { 'Content-Type': CONTENT_TYPE }).end();
        else await selfMetrics(text, response, admission);
        return;
      }
      case '/readyz': {
        const ready = readiness.ready();
        const verbose = url.searchParams.has('verbose');
        const report = verbose
          ? `${readiness.report().join('\n')}\n${ready ? 'ready' : 'not ready'}\n`
          : ready
            ? 'OK'
            : 'not ready\n';
        plainText(response, ready ? 200 : 503, report);
        return;
      }
      case '/':
        landingPage(response, 'Metrics and readiness of kube-state-metrics itself', [
          ['/metrics', 'Self-metrics'],
          ['/readyz?verbose', 'Readiness'],
          ['/explore/', 'Explorer: what the metrics are spent on'],
        ]);
        return;
      default:
        if (await diagnostics?.answer(request, response, url)) return;
        if (await explorer?.answer(request, response, url)) return;
        plainText(response, 404, '404 page not found\n');
    }
  };
}

async function selfMetrics(text: () => Promise<Buffer>, response: ServerResponse, admission: Admission): Promise<void> {
  const slot = admission.enter(() => response.destroy());
  if (!slot) {
    tooMany(response);
    return;
  }
  response.once('close', slot.leave);
  slot.wrote(0);
  const written = await text();
  response.writeHead(200, { 'Content-Type': CONTENT_TYPE });
  response.end(written);
}
