import type { Handler } from './listen.ts';
import { landingPage, plainText } from './pages.ts';

/** What `/readyz` tells. */
export interface Readiness {
  ready(): boolean;
  /** A line for each resource: its name, state and what is the matter. */
  report(): readonly string[];
}

/** Routes of the telemetry port: self-metrics and readiness. */
export function telemetryHandler(registry: { metrics(): Promise<string> }, readiness: Readiness): Handler {
  return async (request, response, url) => {
    switch (url.pathname) {
      case '/metrics': {
        const text = await registry.metrics();
        response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores' });
        response.end(request.method === 'HEAD' ? undefined : text);
        return;
      }
      case '/readyz': {
        const ready = readiness.ready();
        const verbose = url.searchParams.has('verbose');
        const text = verbose
          ? `${readiness.report().join('\n')}\n${ready ? 'ready' : 'not ready'}\n`
          : ready
            ? 'OK'
            : 'not ready\n';
        plainText(response, ready ? 200 : 503, text);
        return;
      }
      case '/':
        landingPage(response, 'Metrics of kube-state-metrics itself, and whether it is ready', [
          ['/metrics', 'Self-metrics'],
          ['/readyz?verbose', 'Readiness'],
        ]);
        return;
      default:
        plainText(response, 404, '404 page not found\n');
    }
  };
}
