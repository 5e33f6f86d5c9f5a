import { type Clock, sleep } from '../base/clock.ts';
import { gather } from '../base/gather.ts';
import { Answers } from '../exposition/answers.ts';
import { Budget, type BudgetLimits, type Omission, withoutOmitted } from '../exposition/budget.ts';
import type { Converter } from '../exposition/converter.ts';
import type { Selection } from '../exposition/selection.ts';
import type { OpenView, ResourceSizes } from '../model/view.ts';
import type { Log } from '../telemetry/log.ts';
import type { SelfMetrics } from '../telemetry/self-metrics.ts';
import type { Flushable, Flusher } from './flusher.ts';

/**
 * A scrape waits for so long until all changes are in segments. Then it is answered with what there is: each object as it
 * was at some moment since the scrape before. Prometheus gives up after ten seconds by default.
 */
const FLUSH_WAIT_MS = 4_000;
/** Memory of replaced segments that responses still read, beyond which slow readers are cut off. */
const HELD_BYTES = 32 * 1024 * 1024;

/** A resource that scrapes are answered from. */
export interface ScrapeTarget {
  /** The name of the resource, and further ones that select it. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly store: Flushable & {
    /** Memory of what has been replaced and that open views hold back. */
    readonly heldBytes: number;
    open(): OpenView;
    sizes(): ResourceSizes;
  };
}

export interface ScrapesOptions<T extends ScrapeTarget> {
  readonly flusher: Flusher;
  /** Takes what has arrived from the API server for these resources. */
  readonly drain: (targets: readonly T[]) => Promise<void>;
  /** What serves now, in the order of exposition. */
  readonly targets: () => readonly T[];
  readonly limits: BudgetLimits;
  readonly converter: Converter;
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

/** Selections that are shared by those who ask at the same time, at most: clients ask for a few. */
const MAX_SELECTIONS = 64;

/** Answers scrapes from one moment of the resources that they ask for, within the budgets. */
export class Scrapes<T extends ScrapeTarget = ScrapeTarget> {
  private readonly options: ScrapesOptions<T>;
  private readonly moments = new Map<string, () => Promise<Moment>>();
  private budget: Budget;
  private omitted: ReadonlyMap<string, Omission> = new Map();

  constructor(options: ScrapesOptions<T>) {
    this.options = options;
    this.budget = new Budget(options.limits);
  }

  /** Replaces the limits of answers from the next one on. */
  limit(limits: BudgetLimits): void {
    this.budget = new Budget(limits);
  }

  /**
   * Takes what has arrived for the selected resources, flushes and opens them, once for all who ask for the same at the same
   * time; each releases when it has read what it wants. It holds everything that had arrived when it was asked for.
   */
  async open(selection: Selection = () => true): Promise<OpenScrape> {
    const moment = await this.momentOf(selection)();
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
    for (const { store } of this.options.targets()) bytes += store.heldBytes;
    return bytes > HELD_BYTES;
  }

  private momentOf(selection: Selection): () => Promise<Moment> {
    const key = this.options
      .targets()
      .filter(({ name, aliases }) => selection(name, aliases))
      .map(({ name }) => name)
      .join();
    const known = this.moments.get(key);
    if (known) return known;
    const made = gather(this.options.clock, (askedMs) => this.openMoment(selection, askedMs));
    if (this.moments.size >= MAX_SELECTIONS) this.moments.clear();
    this.moments.set(key, made);
    return made;
  }

  private async openMoment(selection: Selection, askedMs: number): Promise<Moment> {
    const { drain, flusher, targets, metrics, clock } = this.options;
    const selected = targets().filter(({ name, aliases }) => selection(name, aliases));
    await drain(selected);
    const waiting = new AbortController();
    const flushed = await Promise.race([
      flusher.flush(selected.map(({ store }) => store)).then(() => true),
      sleep(clock, Math.max(0, askedMs + FLUSH_WAIT_MS - clock.now()), waiting.signal).then(() => false),
    ]);
    waiting.abort();
    if (!flushed) metrics.lateFlushes.inc();
    return this.pin(selection);
  }

  /** Opens what serves at this moment: a reload may have replaced what was flushed, by what is flushed as well. */
  private pin(selection: Selection): Moment {
    const opened: OpenView[] = [];
    const sizes = this.options.targets().map(({ name, aliases, store }) => {
      if (!selection(name, aliases)) return store.sizes();
      const open = store.open();
      opened.push(open);
      return open.view;
    });
    const omissions = this.budget.choose(sizes);
    this.show(omissions);
    const views = opened.map(({ view }) => view);
    return { answers: new Answers(withoutOmitted(views, omissions), this.options.converter), opened, users: 0 };
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
