import { errorText } from '../base/errors.ts';
import { type Listener, type ListenOptions, listen } from '../server/listen.ts';
import { type MetricsSource, metricsHandler } from '../server/metricsserver.ts';
import { telemetryHandler } from '../server/telemetryserver.ts';
import { showSizes } from './familysizes.ts';
import type { ResourcePipeline, Surroundings } from './pipeline.ts';
import type { Scrapes } from './scrapes.ts';
import type { Standing } from './standing.ts';

/** Opens the ports for metrics and for telemetry. Throws LISTEN; then neither is open. */
export async function openListeners(
  { options, metrics, log }: Surroundings,
  standing: Standing,
  pipelines: readonly ResourcePipeline[],
  scrapes: Scrapes,
): Promise<readonly [Listener, Listener]> {
  const common = {
    readTimeoutMs: options.readTimeoutMs,
    readHeaderTimeoutMs: options.readHeaderTimeoutMs,
    idleTimeoutMs: options.idleTimeoutMs,
    writeTimeoutMs: options.writeTimeoutMs,
  };
  const onError = (error: unknown): void => log.error({ error: errorText(error) }, 'answering a request failed');
  const main: ListenOptions = { ...common, host: options.host, port: options.port, flag: '--host/--port' };
  const source: MetricsSource = {
    state: () => standing.state(),
    open: () => scrapes.open(),
    observe: (method, seconds, bytes, gzip) => {
      metrics.requestSeconds.observe({ handler: 'metrics', method }, seconds);
      metrics.responseBytes.inc({ encoding: gzip ? 'gzip' : 'identity' }, bytes);
      metrics.lastScrapeBytes.set({ encoding: gzip ? 'gzip' : 'identity' }, bytes);
    },
  };
  const telemetry: ListenOptions = {
    ...common,
    host: options.telemetryHost,
    port: options.telemetryPort,
    flag: '--telemetry-host/--telemetry-port',
  };
  const registry = {
    metrics: () => {
      for (const pipeline of pipelines) pipeline.observeSizes();
      const state = standing.state();
      metrics.ready.set(state === 'ready' ? 1 : 0);
      metrics.standby.set(state === 'standby' ? 1 : 0);
      showSizes(
        metrics,
        pipelines.map((p) => ({ label: p.label.resource, store: p.store })),
      );
      return metrics.text();
    },
  };
  const first = await listen(main, metricsHandler(source, options.gzip), onError);
  try {
    return [first, await listen(telemetry, telemetryHandler(registry, standing), onError)];
  } catch (error) {
    await first.close(0);
    throw error;
  }
}
