import type { CustomResourceFault } from '../customresources/contract.ts';
import type { PipelineContext } from '../pipeline/context.ts';
import { LineBudget } from '../telemetry/line-budget.ts';
import { SparingLog } from '../telemetry/sparing-log.ts';

/** Metrics that are counted one by one; configurations may have any number. */
const METRICS_COUNTED = 1_000;
const OTHERS = 'other';
/** Lines of the log per minute about one metric: paths have keys and indexes of objects, of which there may be any number. */
export const LINES_PER_METRIC = 10;
/** Lines of the log per minute about all metrics. */
export const LINES_IN_ALL = 200;

/** Counts values of custom resources that could not be used, and logs some: the first at each path and minute, within a budget. */
export class CustomResourceFaults {
  private readonly context: Pick<PipelineContext, 'clock' | 'log' | 'metrics'>;
  private readonly sparing: SparingLog;
  /** What is counted one by one, and the lines that may still be written about it. */
  private readonly counted = new Map<string, LineBudget>();
  private readonly others: LineBudget;
  private readonly all: LineBudget;

  constructor(context: Pick<PipelineContext, 'clock' | 'log' | 'metrics'>) {
    this.context = context;
    const now = (): number => context.clock.now();
    this.sparing = new SparingLog(now);
    this.others = new LineBudget(now, LINES_PER_METRIC);
    this.all = new LineBudget(now, LINES_IN_ALL);
  }

  report({ resource, metric, path, problem, object, verbosity = 0 }: CustomResourceFault): void {
    const { log, metrics } = this.context;
    const key = `${resource} ${metric}`;
    const budget = this.budgetOf(key);
    metrics.customResourceFaults.inc(
      budget === this.others ? { resource: OTHERS, metric: OTHERS } : { resource, metric },
    );
    const more = this.sparing.next(`${key} ${path}`);
    if (!more || !budget.take() || !this.all.take()) return;
    const text =
      path === '' ? 'a custom resource metric is left out' : 'a value of a custom resource could not be used';
    const place = { resource, metric, ...(path !== '' && { path }), ...(object !== undefined && { object }) };
    log[verbosity > 0 ? 'debug' : 'warn']({ ...place, problem, ...more }, text);
  }

  private budgetOf(key: string): LineBudget {
    const known = this.counted.get(key);
    if (known) return known;
    if (this.counted.size >= METRICS_COUNTED) return this.others;
    const { clock } = this.context;
    const budget = new LineBudget(() => clock.now(), LINES_PER_METRIC);
    this.counted.set(key, budget);
    return budget;
  }
}
