import { type Clock, sleep } from '../base/clock.ts';
import type { Budget, Omission } from '../exposition/budget.ts';
import type { OpenView, ResourceView } from '../model/view.ts';
import type { Log } from '../telemetry/log.ts';
import type { SelfMetrics } from '../telemetry/selfmetrics.ts';
import type { Flusher } from './flusher.ts';

/**
 * A scrape waits for so long until all changes are in segments. Then it is answered with what there is: each object as it
 * was at some moment since the scrape before. Prometheus gives up after ten seconds by default.
 */
const FLUSH_WAIT_MS = 4_000;

export interface ScrapesOptions {
  readonly flusher: Flusher;
  /** Takes what has arrived from the API server. */
  readonly catchUp: () => Promise<void>;
  readonly stores: () => readonly { open(): OpenView }[];
  readonly budget: Budget;
  readonly metrics: SelfMetrics;
  readonly log: Log;
  readonly clock: Clock;
}

/** One moment of all resources, in the order in which they are written. */
export interface OpenScrape {
  readonly views: readonly ResourceView[];
  /** Lets go of the views, whose bytes are written over some time after that. */
  release(): void;
}

/** What scrapes are answered from: one moment of all resources, within the budgets. */
export class Scrapes {
  private readonly options: ScrapesOptions;
  private omitted: ReadonlyMap<string, Omission> = new Map();

  constructor(options: ScrapesOptions) {
    this.options = options;
  }

  /** Takes what has arrived, flushes and opens; the caller releases when it has read what it wants. */
  async open(): Promise<OpenScrape> {
    const { catchUp, flusher, stores, budget, metrics, clock } = this.options;
    await catchUp();
    const waiting = new AbortController();
    const flushed = await Promise.race([
      flusher.flush().then(() => true),
      sleep(clock, FLUSH_WAIT_MS, waiting.signal).then(() => false),
    ]);
    waiting.abort();
    if (!flushed) metrics.lateFlushes.inc();
    const opened = stores().map((store) => store.open());
    const { views, omissions } = budget.apply(opened.map(({ view }) => view));
    this.show(omissions);
    return {
      views,
      release: () => {
        for (const each of opened) each.release();
      },
    };
  }

  private show(omissions: readonly Omission[]): void {
    const { metrics, log } = this.options;
    const now = new Map(omissions.map((o) => [`${o.budget} ${o.resource} ${o.family}`, o]));
    for (const [key, o] of now) {
      if (this.omitted.has(key)) continue;
      log.error({ ...o }, `--${o.budget} is exceeded: leaving a family out of answers`);
      metrics.budgetExceeded.set({ budget: o.budget, resource: o.resource, family: o.family }, 1);
    }
    for (const [key, o] of this.omitted) {
      if (now.has(key)) continue;
      log.info({ ...o }, `within --${o.budget} again: the family is back`);
      metrics.budgetExceeded.remove({ budget: o.budget, resource: o.resource, family: o.family });
    }
    this.omitted = now;
  }
}
