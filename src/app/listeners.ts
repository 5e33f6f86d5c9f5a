import { errorText } from '../base/errors.ts';
import { gather } from '../base/gather.ts';
import { Turns } from '../base/turns.ts';
import { Answers } from '../exposition/answers.ts';
import { clearCustomObjects } from '../pipeline/report.ts';
import { showSizes } from '../scrape/sizes.ts';
import { Admission, type Rejection } from '../server/admission.ts';
import { Diagnostics, extraMsOf } from '../server/diagnostics/routes.ts';
import { ExplorerRoutes } from '../server/explorer-routes.ts';
import { type Listener, type ListenOptions, listen } from '../server/listen.ts';
import { type MetricsOptions, type MetricsSource, metricsHandler, type OpenAnswers } from '../server/metrics-routes.ts';
import { telemetryHandler } from '../server/telemetry-routes.ts';
import { readPageFile } from './explorer/page-files.ts';
import { ScrapeHistory } from './explorer/scrape-history.ts';
import type { Process } from './process.ts';
import type { Web } from './web.ts';

/**
 * Scrapes under way at once. Each holds 64 to 256 KiB and what sockets take. Prometheus and its relatives make one each;
 * what is beyond are slow readers, which make room for others.
 */
const MAX_SCRAPES = 256;
/** The same for self-metrics, which lie ready as a whole: 200 KB and more each. */
const MAX_SELF_SCRAPES = 32;

/** Opens the ports for metrics and for telemetry. Throws LISTEN; then neither is open. */
export async function openListeners(running: Process, web: Web): Promise<readonly [Listener, Listener]> {
  const { plan, context, scrapes, status, network, memory } = running;
  const { metrics, log, clock } = context;
  const onError = (error: unknown): void => log.error({ error: errorText(error) }, 'answering a request failed');
  const reject = (handler: string) => (reason: Rejection) => metrics.rejected.inc({ handler, reason });
  const listeners = { ...plan.listeners, clock, network, tls: web.tls };
  const main: ListenOptions = {
    ...listeners,
    host: listeners.host,
    port: listeners.port,
    flag: '--host/--port',
    onOverflow: () => reject('metrics')('pipelined'),
    onCrowded: () => metrics.connectionsClosed.inc({ handler: 'metrics' }),
  };
  const telemetry: ListenOptions = {
    ...listeners,
    host: listeners.telemetryHost,
    port: listeners.telemetryPort,
    flag: '--telemetry-host/--telemetry-port',
    onOverflow: () => reject('telemetry')('pipelined'),
    onCrowded: () => metrics.connectionsClosed.inc({ handler: 'telemetry' }),
    extraMs: extraMsOf,
  };
  const admission = new Admission({
    clock,
    most: MAX_SCRAPES,
    pressed: () => scrapes.pressed || memory.near,
    onReject: reject('metrics'),
  });
  const own = new Admission({ clock, most: MAX_SELF_SCRAPES, onReject: reject('telemetry') });
  const history = new ScrapeHistory();
  const answering = answeringOf(running, admission, history);
  const first = await listen(main, web.protect(metricsHandler(answering)), onError);
  try {
    const text = selfMetricsText(running, admission);
    const diagnostics = diagnosticsOf(running, web);
    // Loaded when somebody looks: a start does without it.
    const data = gather(clock, async () => (await import('./explorer/live-data.ts')).liveData(running, history));
    const explorer = new ExplorerRoutes({ data, asset: readPageFile });
    const handler = telemetryHandler(text, status, own, diagnostics, explorer);
    return [first, await listen(telemetry, web.protect(handler), onError)];
  } catch (error) {
    await first.close(0);
    throw error;
  }
}

/** Profiles are for those alone who have proved who they are, unless the flag says otherwise. */
function diagnosticsOf({ plan, context, profiler }: Process, web: Web): Diagnostics | undefined {
  if (!profiler) return undefined;
  const enabled = (): boolean => plan.listeners.enableDiagnostics || web.authenticates;
  return new Diagnostics({ enabled, profiler, clock: context.clock, compression: context.compression });
}

function answeringOf(
  { context, scrapes, status, runtime, converter }: Process,
  admission: Admission,
  history: ScrapeHistory,
): MetricsOptions {
  const { metrics, clock } = context;
  /** What a standby answers from. */
  const nothing: OpenAnswers = { answers: new Answers([], converter), release: () => {} };
  const source: MetricsSource = {
    state: () => status.state(),
    open: async (selection) => (status.state() === 'standby' ? nothing : scrapes.open(selection)),
    observe: (method, seconds, bytes, gzip) => {
      metrics.requestSeconds.observe({ handler: 'metrics', method }, seconds);
      metrics.responseBytes.inc({ encoding: gzip ? 'gzip' : 'identity' }, bytes);
      history.add({ atMs: clock.unixMs(), seconds, bytes, gzip });
      metrics.lastScrapeBytes.set({ encoding: gzip ? 'gzip' : 'identity' }, bytes);
    },
  };
  return { source, admission, storage: () => runtime.scrapePlan, clock, turns: new Turns(clock) };
}

/** The text of the self-metrics, written once for those who ask at the same time. */
function selfMetricsText({ context, runtime, status }: Process, admission: Admission): () => Promise<Buffer> {
  const { metrics, clock } = context;
  return gather(clock, async () => {
    const { pipelines } = runtime;
    clearCustomObjects(metrics);
    for (const pipeline of pipelines) pipeline.showSizes();
    const state = status.state();
    metrics.ready.set(state === 'ready' ? 1 : 0);
    metrics.standby.set(state === 'standby' ? 1 : 0);
    metrics.scrapesInFlight.set(admission.underWay);
    showSizes(
      metrics,
      pipelines.map(({ report, store }) => ({ label: report.label.resource, store })),
    );
    return Buffer.from(await metrics.text());
  });
}
