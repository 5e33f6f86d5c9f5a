import { type Clock, sleep } from '../base/clock.ts';
import { errorText } from '../base/errors.ts';
import type { Plan, ResourceKey, ResourcePlan, ScrapePlan, StoragePlan } from '../model/plan.ts';
import type { Packer } from '../packing/packer.ts';
import type { PipelineContext } from '../pipeline/context.ts';
import { followNamespaces, type NamespaceSource } from '../pipeline/namespace-watch.ts';
import { ResourcePipeline } from '../pipeline/pipeline.ts';
import { Readiness } from '../pipeline/readiness.ts';
import type { WatchStates } from '../pipeline/watch-states.ts';
import { diffPlans, type PlanDiff, type PlanPart } from '../plan/diff.ts';
import { debounce } from './debounce.ts';

/** Namespaces that come and go together lead to one relist. */
const RELIST_MS = 500;
/** How often it is checked whether a changed custom resource that was refused can be read. */
const LATE_MS = 1_000;

export interface RuntimeOptions {
  readonly context: PipelineContext;
  readonly initialSyncTimeoutMs: number;
  /** How scrapes are answered before the first plan is applied. */
  readonly scrapePlan: ScrapePlan;
  readonly openPacker: (storage: StoragePlan) => Packer;
  /** Told once when the first sync is complete. */
  readonly onSynced: () => void;
  /** Told of the limits of answers when they change. */
  readonly onLimits: (limits: ScrapePlan) => void;
  /** Further watches that the first sync waits for. */
  readonly awaited: WatchStates;
}

/** Result of applying a plan. */
export interface Applied {
  readonly diff: PlanDiff;
  /** Resources that could not be read under the plan and stay as they were, and why. */
  readonly failed: ReadonlyMap<ResourceKey, string>;
  /** Parts that differ and take effect with the next start only. */
  readonly notApplied: readonly PlanPart[];
}

/** What segments of one way of storage need. */
interface Storage {
  readonly plan: StoragePlan;
  readonly packer: Packer;
}

/** Parts that cannot change while the process runs. */
const FIXED: readonly PlanPart[] = ['fleet', 'listeners', 'cluster'];

/**
 * The running process as what results from applying a plan: start-up is the difference from nothing. A changed resource gets a
 * second pipeline behind the one that serves, which takes its place in one step when it is synced; what fails stays as it was.
 */
export class Runtime {
  readonly readiness: Readiness;
  private readonly options: RuntimeOptions;
  private plan: Plan | undefined;
  private storage: Storage | undefined;
  private readonly namespaces = new Map<string, NamespaceSource>();
  private shown: readonly ResourcePipeline[] = [];
  /** Pipelines that are being synced to serve later. */
  private readonly behind = new Set<ResourcePipeline>();
  /** Those of `behind` that nothing waits for: each takes its place when it is synced. */
  private readonly late = new Map<ResourceKey, ResourcePipeline>();
  private readonly storages = new Map<ResourcePipeline, Storage>();
  private begun = false;
  private readonly ending = new AbortController();
  private applying: Promise<unknown> = Promise.resolve();

  constructor(options: RuntimeOptions) {
    this.options = options;
    const clock: Clock = options.context.clock;
    this.readiness = new Readiness(options.initialSyncTimeoutMs, () => clock.now(), options.onSynced);
  }

  /** The pipelines that serve, in the order of exposition. */
  get pipelines(): readonly ResourcePipeline[] {
    return this.shown;
  }

  /** How scrapes are answered now. */
  get scrapePlan(): ScrapePlan {
    return this.plan?.scrape ?? this.options.scrapePlan;
  }

  /** All pipelines, those that do not serve yet included. */
  get running(): readonly ResourcePipeline[] {
    return [...this.shown, ...this.behind];
  }

  /**
   * Changes the process to what a plan says. One plan at a time; rejects, and changes nothing, where the plan cannot be built.
   * Custom resources are not waited for once the first sync is complete: a kind that cannot be read holds nothing up.
   */
  apply(plan: Plan): Promise<Applied> {
    return this.revise(() => plan);
  }

  /** Changes the process to what `make` gives, which is called with the plan that runs when its turn has come. */
  revise(make: (running: Plan) => Plan): Promise<Applied> {
    return this.enqueue(() => this.change(make(this.plan!)));
  }

  private enqueue<T>(step: () => Promise<T>): Promise<T> {
    const done = this.applying.then(step);
    this.applying = done.catch(() => {});
    return done;
  }

  /** Begins to read. Resolves when that is under way. */
  async begin(): Promise<void> {
    this.begun = true;
    await Promise.all(this.shown.map((pipeline) => this.start(pipeline)));
    if (!this.ending.signal.aborted) this.readiness.begin();
  }

  async stop(): Promise<void> {
    this.ending.abort();
    // A plan that is being applied ends early.
    await this.applying;
    await Promise.all([...this.running.map((p) => p.stop()), ...[...this.namespaces.values()].map((n) => n.stop())]);
    const storages = new Set([...this.storages.values(), this.storage]);
    await Promise.all([...storages].map((storage) => storage?.packer.close()));
  }

  private async change(plan: Plan): Promise<Applied> {
    const diff = diffPlans(this.plan, plan);
    const storage = this.storageOf(plan);
    const built = this.build(plan, diff, storage);
    const late = this.splitLate(built);
    const failed = await this.syncBehind(built, diff);
    const replaced = this.replaceLate(late, diff);
    await this.swap(plan, built, failed);
    await Promise.all(replaced.map((pipeline) => pipeline.stop()));
    for (const [key, pipeline] of late) void this.bring(key, pipeline);
    await this.closeUnused();
    if (diff.parts.includes('scrape')) this.options.onLimits(plan.scrape);
    const notApplied = this.plan ? diff.parts.filter((part) => FIXED.includes(part)) : [];
    this.plan = this.effective(plan, failed);
    await this.dropNamespaces();
    return { diff, failed, notApplied };
  }

  /** The storage of a plan: the one in use where it is of the same kind. */
  private storageOf({ scrape: { encoding, partitions } }: Plan): Storage {
    const { storage } = this;
    if (storage?.plan.encoding === encoding && storage.plan.partitions === partitions) return storage;
    return { plan: { encoding, partitions }, packer: this.options.openPacker({ encoding, partitions }) };
  }

  private build(plan: Plan, diff: PlanDiff, storage: Storage): Map<ResourceKey, ResourcePipeline> {
    const built = new Map<ResourceKey, ResourcePipeline>();
    try {
      for (const key of [...diff.added, ...diff.changed]) built.set(key, this.open(plan.resources.get(key)!, storage));
    } catch (error) {
      if (storage !== this.storage) void storage.packer.close();
      throw error;
    }
    this.storage = storage;
    return built;
  }

  private open(plan: ResourcePlan, storage: Storage): ResourcePipeline {
    const {
      packer,
      plan: { partitions },
    } = storage;
    const storing = { packer, partitions };
    const namespaces = this.namespacesOf(plan)?.names;
    const pipeline = new ResourcePipeline(plan, this.options.context, { storing, namespaces });
    this.storages.set(pipeline, storage);
    return pipeline;
  }

  /** Closes the storage that no pipeline uses any more. */
  private async closeUnused(): Promise<void> {
    const before = new Set(this.storages.values());
    for (const pipeline of this.storages.keys()) if (!this.running.includes(pipeline)) this.storages.delete(pipeline);
    const used = new Set([...this.storages.values(), this.storage]);
    await Promise.all([...before].filter((storage) => !used.has(storage)).map(({ packer }) => packer.close()));
  }

  /** Starts a pipeline when the namespaces that it shows are known. */
  private async start(pipeline: ResourcePipeline): Promise<void> {
    const namespaces = this.namespacesOf(pipeline.plan);
    if (namespaces) await namespaces.start();
    if (!this.ending.signal.aborted && this.running.includes(pipeline)) pipeline.start();
  }

  /** Syncs new pipelines behind those that serve; while nothing serves yet they begin in their place. Returns those that failed. */
  private async syncBehind(
    built: ReadonlyMap<ResourceKey, ResourcePipeline>,
    { added }: PlanDiff,
  ): Promise<Map<ResourceKey, string>> {
    const failed = new Map<ResourceKey, string>();
    if (!this.begun || !this.readiness.ready()) return failed;
    for (const pipeline of built.values()) this.behind.add(pipeline);
    await Promise.all(
      [...built].map(async ([key, pipeline]) => {
        const reason = await this.sync(pipeline, added.includes(key)).catch(errorText);
        if (reason) failed.set(key, reason);
      }),
    );
    return failed;
  }

  /**
   * Resolves to undefined when all that a pipeline shows is in segments, or to why that is not so. A refused resource that is
   * new serves nothing until it is permitted, as at start.
   */
  private async sync(pipeline: ResourcePipeline, isNew: boolean): Promise<string | undefined> {
    const { context, initialSyncTimeoutMs } = this.options;
    const waiting = new AbortController();
    const stop = (): void => waiting.abort();
    this.ending.signal.addEventListener('abort', stop);
    const settled = this.start(pipeline).then(() => pipeline.states.whenSettled());
    await Promise.race([settled, sleep(context.clock, initialSyncTimeoutMs, waiting.signal)]);
    waiting.abort();
    this.ending.signal.removeEventListener('abort', stop);
    const unsynced = pipeline.states
      .entries()
      .find(([, { everSynced, health }]) => !everSynced && !(isNew && health === 'refused'));
    if (unsynced) return `${unsynced[0]}: ${unsynced[1].detail || 'not synced in time'}`;
    await pipeline.flush();
    return undefined;
  }

  /** Shows the new pipelines in place of the old ones in one step, and stops what serves no more. */
  private async swap(
    plan: Plan,
    built: ReadonlyMap<ResourceKey, ResourcePipeline>,
    failed: ReadonlyMap<ResourceKey, string>,
  ): Promise<void> {
    const before = this.shown;
    const shown = this.layOut(plan, (key) => (failed.has(key) ? undefined : built.get(key)));
    const gone = [...before, ...built.values()].filter((pipeline) => !shown.includes(pipeline));
    this.shown = shown;
    for (const pipeline of built.values()) this.behind.delete(pipeline);
    this.watchStates();
    // What goes first, so that its gauges are not taken for those of its successor.
    const { metrics } = this.options.context;
    for (const { report, resource } of gone)
      metrics.forgetResource(report.label.resource, resource.custom !== undefined);
    for (const pipeline of shown) pipeline.show();
    if (this.begun && !this.readiness.ready()) for (const each of built.values()) void this.start(each);
    await Promise.all(gone.map((pipeline) => pipeline.stop()));
  }

  /**
   * The pipelines that serve under a plan, in the order of exposition: new ones, or those that serve already. A custom resource of
   * which another version is about to be shown stays until then.
   */
  private layOut(plan: Plan, built: (key: ResourceKey) => ResourcePipeline | undefined): readonly ResourcePipeline[] {
    const before = new Map(this.shown.map((pipeline) => [pipeline.plan.key, pipeline]));
    const next = [...plan.resources].flatMap(([key, { resource }]) => {
      const own = built(key) ?? before.get(key);
      if (own) return [own];
      if (!this.late.has(key)) return [];
      const { group, plural } = resource;
      const isFormer = (other: ResourcePipeline): boolean =>
        other.resource.group === group && other.resource.plural === plural && !plan.resources.has(other.plan.key);
      return [...before.values()].filter(isFormer);
    });
    return [...new Set(next)];
  }

  /** Takes those that are shown as soon as they are synced from what is to be waited for. */
  private splitLate(built: Map<ResourceKey, ResourcePipeline>): ReadonlyMap<ResourceKey, ResourcePipeline> {
    const late = new Map<ResourceKey, ResourcePipeline>();
    if (!this.begun || !this.readiness.ready()) return late;
    for (const [key, pipeline] of built) {
      if (!pipeline.resource.custom) continue;
      late.set(key, pipeline);
      built.delete(key);
    }
    return late;
  }

  /** Takes note of late pipelines; returns those whose place they take, or that are not wanted any more. */
  private replaceLate(
    late: ReadonlyMap<ResourceKey, ResourcePipeline>,
    { removed, changed }: PlanDiff,
  ): readonly ResourcePipeline[] {
    const replaced = [...removed, ...changed, ...late.keys()].flatMap((key) => {
      const pipeline = this.late.get(key);
      this.late.delete(key);
      return pipeline ? [pipeline] : [];
    });
    for (const pipeline of replaced) this.behind.delete(pipeline);
    for (const [key, pipeline] of late) {
      this.late.set(key, pipeline);
      this.behind.add(pipeline);
    }
    return replaced;
  }

  /** Syncs a late pipeline and shows it then. A new one is shown when the time is up as well, so that its state can be seen. */
  private async bring(key: ResourceKey, pipeline: ResourcePipeline): Promise<void> {
    const isNew = !this.shown.some((other) => other.plan.key === key);
    const isWanted = (): boolean => this.late.get(key) === pipeline && !this.ending.signal.aborted;
    while ((await this.sync(pipeline, isNew).catch(errorText)) && !isNew && isWanted())
      await sleep(this.options.context.clock, LATE_MS, this.ending.signal);
    await this.enqueue(async () => {
      if (!isWanted()) return;
      this.late.delete(key);
      await this.swap(this.plan!, new Map([[key, pipeline]]), new Map());
      await this.closeUnused();
    });
  }

  /** The plan that runs now: where a resource failed, its old part. */
  private effective(plan: Plan, failed: ReadonlyMap<ResourceKey, string>): Plan {
    const resources = new Map<ResourceKey, ResourcePlan>();
    for (const [key, each] of plan.resources) {
      const kept = failed.has(key) ? this.plan?.resources.get(key) : each;
      if (kept) resources.set(key, kept);
    }
    const { fleet, listeners, cluster } = this.plan ?? plan;
    return { ...plan, resources, fleet, listeners, cluster };
  }

  private namespacesOf({ admission: { namespaceSelector } }: ResourcePlan): NamespaceSource | undefined {
    if (!namespaceSelector) return undefined;
    const known = this.namespaces.get(namespaceSelector);
    if (known) return known;
    const { context } = this.options;
    const selects = (p: ResourcePipeline): boolean => p.plan.admission.namespaceSelector === namespaceSelector;
    const relist = debounce(context.clock, RELIST_MS, () => {
      for (const pipeline of this.running.filter(selects)) void pipeline.relist();
    });
    const source = followNamespaces(context, namespaceSelector, relist);
    this.namespaces.set(namespaceSelector, source);
    return source;
  }

  /** Stops to follow namespaces that no resource needs any more. */
  private async dropNamespaces(): Promise<void> {
    const used = new Set(this.running.map(({ plan }) => plan.admission.namespaceSelector));
    const unused = [...this.namespaces].filter(([selector]) => !used.has(selector));
    for (const [selector] of unused) this.namespaces.delete(selector);
    await Promise.all(unused.map(([, source]) => source.stop()));
  }

  private watchStates(): void {
    const namespaces = [...this.namespaces.values()].map(({ states }) => states);
    this.readiness.watch([...namespaces, this.options.awaited, ...this.shown.map(({ states }) => states)]);
  }
}
