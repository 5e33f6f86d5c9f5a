import { errorText } from '../base/errors.ts';
import { gather } from '../base/gather.ts';
import type { Network } from '../base/network.ts';
import { Turns } from '../base/turns.ts';
import { Answers } from '../exposition/answers.ts';
import type { Converter } from '../exposition/converter.ts';
import type { PipelineContext, ResourcePipeline } from '../pipeline/pipeline.ts';
import { showSizes } from '../scrape/sizes.ts';
import type { Scrapes } from '../scrape/source.ts';
import { Admission, type Rejection } from '../server/admission.ts';
import { type Listener, type ListenOptions, listen } from '../server/listen.ts';
import { type MetricsOptions, type MetricsSource, metricsHandler, type OpenAnswers } from '../server/metrics-routes.ts';
import { telemetryHandler } from '../server/telemetry-routes.ts';
import type { ServingStatus } from './serving-status.ts';

/**
 * Scrapes under way at once. Each holds 64 to 256 KiB and what sockets take. Prometheus and its relatives make one each;
 * what is beyond are slow readers, which make room for others.
 */
const MAX_SCRAPES = 256;
/** The same for self-metrics, which lie ready as a whole: 200 KB and more each. */
const MAX_SELF_SCRAPES = 32;

/** Opens the ports for metrics and for telemetry. Throws LISTEN; then neither is open. */
export async function openListeners(
  context: PipelineContext,
  standing: ServingStatus,
  pipelines: readonly ResourcePipeline[],
  scrapes: Scrapes,
  network: Network,
  converter: Converter,
): Promise<readonly [Listener, Listener]> {
  const { options, metrics, log, clock } = context;
  const onError = (error: unknown): void => log.error({ error: errorText(error) }, 'answering a request failed');
  const reject = (handler: string) => (reason: Rejection) => metrics.rejected.inc({ handler, reason });
  const common = {
    clock,
    network,
    readTimeoutMs: options.readTimeoutMs,
    readHeaderTimeoutMs: options.readHeaderTimeoutMs,
    idleTimeoutMs: options.idleTimeoutMs,
    writeTimeoutMs: options.writeTimeoutMs,
  };
  const main: ListenOptions = {
    ...common,
    host: options.host,
    port: options.port,
    flag: '--host/--port',
    onOverflow: () => reject('metrics')('pipelined'),
  };
  const telemetry: ListenOptions = {
    ...common,
    host: options.telemetryHost,
    port: options.telemetryPort,
    flag: '--telemetry-host/--telemetry-port',
    onOverflow: () => reject('telemetry')('pipelined'),
  };
  const admission = new Admission({
    clock,
    most: MAX_SCRAPES,
    pressed: () => scrapes.pressed,
    onReject: reject('metrics'),
  });
  const own = new Admission({ clock, most: MAX_SELF_SCRAPES, onReject: reject('telemetry') });
  const answering = answeringOf(context, standing, scrapes, admission, converter);
  const first = await listen(main, metricsHandler(answering), onError);
  try {
    const text = selfMetricsText(context, standing, pipelines, admission);
    return [first, await listen(telemetry, telemetryHandler(text, standing, own), onError)];
  } catch (error) {
    await first.close(0);
    throw error;
  }
}

function answeringOf(
  { options, metrics, clock }: PipelineContext,
  standing: ServingStatus,
  scrapes: Scrapes,
  admission: Admission,
  converter: Converter,
): MetricsOptions {
  /** What a standby answers from. */
  const nothing: OpenAnswers = { answers: new Answers([], converter), release: () => {} };
  const source: MetricsSource = {
    state: () => standing.state(),
    open: async () => (standing.state() === 'standby' ? nothing : scrapes.open()),
    observe: (method, seconds, bytes, gzip) => {
      metrics.requestSeconds.observe({ handler: 'metrics', method }, seconds);
      metrics.responseBytes.inc({ encoding: gzip ? 'gzip' : 'identity' }, bytes);
      metrics.lastScrapeBytes.set({ encoding: gzip ? 'gzip' : 'identity' }, bytes);
    },
  };
  return { source, admission, gzip: options.gzip, parts: options.scrapeParts, clock, turns: new Turns(clock) };
}

/** The text of the self-metrics, written once for those who ask at the same time. */
function selfMetricsText(
  { metrics, clock }: PipelineContext,
  standing: ServingStatus,
  pipelines: readonly ResourcePipeline[],
  admission: Admission,
): () => Promise<Buffer> {
  return gather(clock, async () => {
    for (const pipeline of pipelines) pipeline.observeSizes();
    const state = standing.state();
    metrics.ready.set(state === 'ready' ? 1 : 0);
    metrics.standby.set(state === 'standby' ? 1 : 0);
    metrics.scrapesInFlight.set(admission.underWay);
    showSizes(
      metrics,
      pipelines.map((p) => ({ label: p.label.resource, store: p.store })),
    );
    return Buffer.from(await metrics.text());
  });
}
