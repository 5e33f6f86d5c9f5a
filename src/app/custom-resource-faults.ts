import type { CustomResourceFault } from '../customresources/contract.ts';
import type { PipelineContext } from '../pipeline/context.ts';
import { SparingLog } from '../telemetry/sparing-log.ts';

/** Metrics that are counted one by one; configurations may have any number. */
const METRICS_COUNTED = 1_000;
const OTHERS = 'other';

/** Counts values of custom resources that could not be used, and logs the first of each kind and minute. */
export class CustomResourceFaults {
  private readonly context: Pick<PipelineContext, 'clock' | 'log' | 'metrics'>;
  private readonly sparing: SparingLog;
  private readonly counted = new Set<string>();

  constructor(context: Pick<PipelineContext, 'clock' | 'log' | 'metrics'>) {
    this.context = context;
    this.sparing = new SparingLog(() => context.clock.now());
  }

  report({ resource, metric, path, problem, object, verbosity = 0 }: CustomResourceFault): void {
    const { log, metrics } = this.context;
    const key = `${resource} ${metric}`;
    const known = this.counted.has(key) || this.counted.size < METRICS_COUNTED;
    if (known) this.counted.add(key);
    metrics.customResourceFaults.inc(known ? { resource, metric } : { resource: OTHERS, metric: OTHERS });
    const more = this.sparing.next(`${key} ${path}`);
    if (!more) return;
    const text =
      path === '' ? 'a custom resource metric is left out' : 'a value of a custom resource could not be used';
    const place = { resource, metric, ...(path !== '' && { path }), ...(object !== undefined && { object }) };
    log[verbosity > 0 ? 'debug' : 'warn']({ ...place, problem, ...more }, text);
  }
}
