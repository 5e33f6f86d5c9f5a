import { Intake } from '../../src/pipeline/intake.ts';
import { Readiness } from '../../src/pipeline/readiness.ts';
import type { Sink } from '../../src/reflector/contract.ts';
import { Scrapes } from '../../src/scrape/source.ts';

/** A bug that a test switches on: what it is like, and how it gets into the program. */
export interface PlantedBug {
  readonly name: string;
  /** Plants it; the result takes it out again. */
  readonly plant: () => () => void;
}

/** Replaces a method of a class; the result puts it back. */
function replace<T extends object, K extends keyof T>(target: T, key: K, make: (original: T[K]) => T[K]): () => void {
  const original = target[key];
  target[key] = make(original);
  return () => {
    target[key] = original;
  };
}

/** Changes the sinks of all watches. */
function withSinks(change: (sink: Sink) => Partial<Sink>): () => void {
  return replace(
    Intake.prototype,
    'open',
    (open) =>
      function (this: Intake, watch) {
        const sink = open.call(this, watch);
        return Object.defineProperties(sink, Object.getOwnPropertyDescriptors(change({ ...sink }))) as Sink;
      },
  );
}

/** Calls back every `n`-th time. */
function everyNth(n: number): () => boolean {
  let calls = 0;
  return () => ++calls % n === 0;
}

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'deletions are lost',
    plant: () => withSinks(() => ({ delete: () => {} })),
  },
  {
    name: 'one deletion of ten is lost',
    plant: () => {
      const loses = everyNth(10);
      return withSinks((sink) => ({ delete: (object) => (loses() ? undefined : sink.delete(object)) }));
    },
  },
  {
    name: 'one event of fifty is lost',
    plant: () => {
      const loses = everyNth(50);
      return withSinks((sink) => ({ upsert: (object) => (loses() ? undefined : sink.upsert(object)) }));
    },
  },
  {
    name: 'a relist does not remove what is gone',
    plant: () => withSinks(() => ({ sweep: () => {} })),
  },
  {
    name: 'the store is cleared before a relist',
    plant: () =>
      withSinks((sink) => ({
        mark: () => {
          sink.mark();
          sink.sweep();
        },
      })),
  },
  {
    name: 'scrapes come before the first sync is complete',
    plant: () => replace(Readiness.prototype, 'ready', () => () => true),
  },
  {
    name: 'a scrape shows what was known at the scrape before',
    plant: () =>
      replace(
        Scrapes.prototype as unknown as { openMoment: (selection: unknown) => Promise<unknown> },
        'openMoment',
        () =>
          async function (this: unknown, selection) {
            return (this as { pin(selection: unknown): unknown }).pin(selection);
          },
      ),
  },
  {
    name: 'foreign objects are kept',
    plant: () => withSinks(() => ({ ownership: undefined })),
  },
];
