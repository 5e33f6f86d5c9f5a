import type { Clock } from '../../base/clock.ts';
import type { Identified } from '../../model/meta.ts';
import type { WatchPlan } from '../../model/plan.ts';
import type { Decoder } from '../../model/stream.ts';
import type { Transport } from '../../model/transport.ts';
import { type ListPage, readPage } from './list-page.ts';

/** Objects that are read as a whole rather than sampled. */
const WHOLE = 10_000;
/** Objects that are read where the server does not say how many there are. */
const SELECTED = 2_000;
/** Objects of a page. */
const PAGE = 500;
/** Namespaces that objects are read of, and objects of each. */
const NAMESPACES = 60;
const PER_NAMESPACE = 200;
/** Pages, and objects of each, that are counted where the server does not say how many objects there are, as with selectors. */
const COUNTED_PAGES = 200;
const COUNTED_PAGE = 5_000;

/** Objects that stand for others. */
export interface SampledGroup {
  readonly objects: readonly Identified[];
  /** How many objects each of them stands for. */
  readonly weight: number;
}

/** A sample of the objects of a list. */
export interface Sample {
  /** Number of objects in the cluster. */
  readonly count: number;
  /** Whether the count is a lower bound: counting ended early. */
  readonly isLowerBound: boolean;
  readonly groups: readonly SampledGroup[];
  /** Bytes of an object as sent, on average. */
  readonly bytesEach: number;
  readonly requests: number;
}

/** Source of a sample, and the way to it. */
export interface SampleOptions {
  readonly transport: Transport;
  readonly decoder: Decoder;
  /** Reads the metadata of objects alone, to count them. */
  readonly counter: Decoder;
  readonly clock: Clock;
  readonly watch: WatchPlan;
  readonly namespaced: boolean;
  /** Namespaces of the cluster whose objects are shown; undefined: they cannot be read. */
  readonly namespaces: readonly string[] | undefined;
  /** Whether only those namespaces are shown. */
  readonly selective: boolean;
  /** Namespaces whose objects are not shown although the watch would select them. */
  readonly excluded: ReadonlySet<string>;
  /** Path of the objects of one namespace. */
  readonly pathOf: (namespace: string) => string;
}

/**
 * Takes a sample of a list with few requests: all of it where it is small, else the first objects of evenly spread namespaces, each
 * weighted by how many objects its namespace has. Rejects as `readPage` does.
 */
export async function takeSample(options: SampleOptions): Promise<Sample> {
  return new Sampler(options).take();
}

interface Counted {
  readonly count: number;
  readonly isLowerBound: boolean;
}

class Sampler {
  private readonly options: SampleOptions;
  private requests = 0;
  private bytes = 0;
  private read = 0;

  constructor(options: SampleOptions) {
    this.options = options;
  }

  async take(): Promise<Sample> {
    const { watch, namespaced, namespaces, selective, excluded, pathOf } = this.options;
    if (selective && namespaced) return this.takeNamespaces(namespaces ?? [], undefined);
    const first = await this.page(watch.path, PAGE, '');
    let total = this.totalOf(first);
    if (total === undefined || total <= WHOLE) return this.takeFirst(first, total);
    for (const namespace of excluded) total -= (await this.countedPage(pathOf(namespace), 1)).count;
    const isSpread = namespaced && (namespaces?.length ?? 0) > 1;
    return isSpread ? this.takeNamespaces(namespaces!, total) : this.takeFirst(first, total);
  }

  /** The first objects; where the server does not say how many there are, the others are counted. */
  private async takeFirst(first: ListPage, total: number | undefined): Promise<Sample> {
    const { watch, excluded } = this.options;
    const objects = [...first.objects];
    let { continue: next } = first.meta;
    while (next !== '' && objects.length < (total === undefined ? SELECTED : WHOLE)) {
      const page = await this.page(watch.path, PAGE, next);
      objects.push(...page.objects);
      next = page.meta.continue;
    }
    const { count, isLowerBound } = await this.countRest(watch.path, total === undefined ? next : '', objects.length);
    const shown = objects.filter(({ metadata }) => !excluded.has(metadata.namespace));
    // Small lists are whole, so that what is excluded has been seen.
    const all = total !== undefined && total > objects.length ? total : count - objects.length + shown.length;
    const weight = shown.length === 0 ? 0 : all / shown.length;
    return this.sampleOf(all, [{ objects: shown, weight }], isLowerBound);
  }

  /** Counts the objects from a page on, by their metadata. */
  private async countRest(path: string, from: string, before: number): Promise<Counted> {
    const { transport, counter, clock, watch } = this.options;
    let count = before;
    let next = from;
    for (let pages = 0; next !== '' && pages < COUNTED_PAGES; pages++) {
      const page = await readPage(transport, counter, clock, { path, query: watch.query, limit: COUNTED_PAGE, next });
      this.requests++;
      count += page.objects.length;
      next = page.meta.continue;
    }
    return { count, isLowerBound: next !== '' };
  }

  private async takeNamespaces(all: readonly string[], total: number | undefined): Promise<Sample> {
    // Without a total, each namespace has to say how many it has.
    const step = total === undefined ? 1 : Math.max(1, all.length / NAMESPACES);
    const groups: { objects: readonly Identified[]; count: number }[] = [];
    let isLowerBound = false;
    for (let at = 0; at < all.length; at += step) {
      const path = this.options.pathOf(all[Math.floor(at)]!);
      const { objects, count, isLowerBound: isMore } = await this.countedPage(path, PER_NAMESPACE);
      isLowerBound ||= isMore;
      groups.push({ objects, count });
    }
    const seen = groups.reduce((sum, { count }) => sum + count, 0);
    const count = total ?? seen;
    const scale = seen === 0 ? 0 : count / seen;
    const weighted = groups
      .filter(({ objects }) => objects.length > 0)
      .map((group) => ({ objects: group.objects, weight: (group.count / group.objects.length) * scale }));
    return this.sampleOf(count, weighted, isLowerBound);
  }

  /** The first page of a namespace, and the number of all of its objects. */
  private async countedPage(path: string, limit: number): Promise<Counted & Pick<ListPage, 'objects'>> {
    const page = await this.page(path, limit, '');
    const { objects } = page;
    const total = this.totalOf(page);
    if (total !== undefined) return { objects, count: total, isLowerBound: false };
    return { objects, ...(await this.countRest(path, page.meta.continue, objects.length)) };
  }

  private sampleOf(count: number, groups: readonly SampledGroup[], isLowerBound: boolean): Sample {
    const bytesEach = this.read === 0 ? 0 : this.bytes / this.read;
    return { count, isLowerBound, groups, bytesEach, requests: this.requests };
  }

  /** The number of objects of a list whose first page this is; undefined: the server does not say (it does not for selectors). */
  private totalOf({ objects, meta }: ListPage): number | undefined {
    if (meta.continue === '') return objects.length;
    return meta.remainingItemCount > 0 ? objects.length + meta.remainingItemCount : undefined;
  }

  private async page(path: string, limit: number, next: string): Promise<ListPage> {
    const { transport, decoder, clock, watch } = this.options;
    const page = await readPage(transport, decoder, clock, { path, query: watch.query, limit, next });
    this.requests++;
    this.bytes += page.bytes;
    this.read += page.objects.length;
    return page;
  }
}
