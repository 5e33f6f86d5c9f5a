import { type Clock, sleep } from '../base/clock.ts';
import { gather } from '../base/gather.ts';
import { Answers } from '../exposition/answers.ts';
import type { Budget, Omission } from '../exposition/budget.ts';
import type { OpenView } from '../model/view.ts';
import type { Log } from '../telemetry/log.ts';
import type { SelfMetrics } from '../telemetry/self-metrics.ts';
import type { Flusher } from './flusher.ts';

/**
 * A scrape waits for so long until all changes are in segments. Then it is answered with what there is: each object as it
 * was at some moment since the scrape before. Prometheus gives up after ten seconds by default.
 */
const FLUSH_WAIT_MS = 4_000;
/** Memory of replaced segments that responses still read, beyond which slow readers are cut off. */
const HELD_BYTES = 32 * 1024 * 1024;

export interface ScrapesOptions {
  readonly flusher: Flusher;
  /** Takes what has arrived from the API server. */
  readonly drain: () => Promise<void>;
  readonly stores: () => readonly { readonly heldBytes: number; open(): OpenView }[];
  readonly budget: Budget;
  readonly metrics: SelfMetrics;
  readonly log: Log;
  readonly clock: Clock;
}

/** One moment of all resources. */
export interface OpenScrape {
  readonly answers: Answers;
  /** Lets go of it; its bytes are written over some time after that. */
  release(): void;
}

/** One moment that several scrapes are answered from; it is let go of with the last of them. */
interface Moment {
  readonly answers: Answers;
  readonly opened: readonly OpenView[];
  users: number;
}

/** Source of scrapes: one moment of all resources, within the budgets. */
export class Scrapes {
  private readonly options: ScrapesOptions;
  private readonly moment: () => Promise<Moment>;
  private omitted: ReadonlyMap<string, Omission> = new Map();

  constructor(options: ScrapesOptions) {
    this.options = options;
    this.moment = gather(options.clock, (askedMs) => this.openMoment(askedMs));
  }

  /**
   * Takes what has arrived, flushes and opens, once for all who ask at the same time; each releases when it has read what it
   * wants. It holds everything that had arrived when it was asked for.
   */
  async open(): Promise<OpenScrape> {
    const moment = await this.moment();
    // All callers get here before the first of them continues.
    moment.users++;
    return {
      answers: moment.answers,
      release: () => {
        if (--moment.users === 0) for (const each of moment.opened) each.release();
      },
    };
  }

  /** Whether answers under way hold back too much memory of what has changed since they began. */
  get pressed(): boolean {
    let bytes = 0;
    for (const { heldBytes } of this.options.stores()) bytes += heldBytes;
    return bytes > HELD_BYTES;
  }

  private async openMoment(askedMs: number): Promise<Moment> {
    const { drain, flusher, stores, budget, metrics, clock } = this.options;
    await drain();
    const waiting = new AbortController();
    const flushed = await Promise.race([
      flusher.flush().then(() => true),
      sleep(clock, Math.max(0, askedMs + FLUSH_WAIT_MS - clock.now()), waiting.signal).then(() => false),
    ]);
    waiting.abort();
    if (!flushed) metrics.lateFlushes.inc();
    const opened = stores().map((store) => store.open());
    const { views, omissions } = budget.apply(opened.map(({ view }) => view));
    this.show(omissions);
    return { answers: new Answers(views), opened, users: 0 };
  }

  private show(omissions: readonly Omission[]): void {
    const { metrics, log } = this.options;
    const now = new Map(omissions.map((o) => [`${o.budget} ${o.resource} ${o.family}`, o]));
    for (const [key, o] of now) {
      if (this.omitted.has(key)) continue;
      log.error({ ...o }, `--${o.budget} is exceeded; leaving a metric family out of scrapes`);
      metrics.budgetExceeded.set({ budget: o.budget, resource: o.resource, family: o.family }, 1);
    }
    for (const [key, o] of this.omitted) {
      if (now.has(key)) continue;
      log.info({ ...o }, `within --${o.budget} again; the metric family is back in scrapes`);
      metrics.budgetExceeded.remove({ budget: o.budget, resource: o.resource, family: o.family });
    }
    this.omitted = now;
  }
}
