import { compileDecoder } from '../decode/decoder.ts';
import type { Ownership } from '../model/ownership.ts';
import type { ResourcePlan, WatchPlan } from '../model/plan.ts';
import { type Resource, resourceName } from '../model/resource.ts';
import { familyView } from '../packing/family-view.ts';
import { familyOptions } from '../plan/labels.ts';
import { renderSettings } from '../plan/render-settings.ts';
import type { Observer } from '../reflector/contract.ts';
import { Reflector } from '../reflector/reflector.ts';
import { WatchListSupport } from '../reflector/watch-list-support.ts';
import type { PacerGroup } from '../reflector/watch-pacer.ts';
import { compileRenderer, type Renderer, renderHeader, renderOpenMetricsHeader } from '../render/renderer.ts';
import { ResourceStore } from '../store/resource-store.ts';
import type { PipelineContext, PipelineParts } from './context.ts';
import { Intake } from './intake.ts';
import { PipelineReport } from './report.ts';
import { type WatchState, WatchStates } from './watch-states.ts';

/** One resource's way from the API server's bytes to the segments of its store. */
export class ResourcePipeline {
  readonly plan: ResourcePlan;
  readonly store: ResourceStore;
  readonly states = new WatchStates();
  readonly report: PipelineReport;
  private readonly renderer: Renderer;
  private readonly context: PipelineContext;
  private readonly intake: Intake;
  /** What its watches rest on, so that they can be drained apart from others. */
  readonly pacerGroup: PacerGroup;
  private readonly reflectors = new Map<string, Reflector>();

  constructor(plan: ResourcePlan, context: PipelineContext, { storing, namespaces }: PipelineParts) {
    this.plan = plan;
    this.context = context;
    this.pacerGroup = context.pacer.group();
    this.report = new PipelineReport(plan.resource, context);
    this.renderer = compileRenderer(
      { ...plan.resource, families: plan.families },
      () => true,
      familyOptions(plan.labels),
      (family, object, error) => this.report.renderFailed(family, object, error),
      renderSettings(plan),
    );
    const families = plan.families.map((family) =>
      familyView(family.name, renderHeader(family), context.compression, renderOpenMetricsHeader(family)),
    );
    this.store = new ResourceStore(resourceName(plan.resource), families, storing);
    this.intake = new Intake({
      plan,
      store: this.store,
      render: this.renderer.render,
      assignment: context.assignment,
      namespaces,
      clock: context.clock,
      pressure: context.pressure,
      onForeign: () => this.report.foreign(),
      relist: () => void this.relist(),
    });
    for (const { path } of plan.watches) this.states.expect(path);
  }

  get resource(): Resource {
    return this.plan.resource;
  }

  start(): void {
    for (const watch of this.plan.watches) this.follow(watch);
    this.intake.start();
  }

  /** The resource is served from this pipeline from now on. */
  show(): void {
    this.report.show();
    if (this.plan.watches.length > 0) this.report.showState(this.states);
  }

  /** Lists again: the set of objects to show has changed. Resolves when all watches have done so, or cannot. */
  async relist(): Promise<void> {
    await Promise.all([...this.reflectors.values()].map((r) => r.relist()));
  }

  reopen(): void {
    for (const reflector of this.reflectors.values()) reflector.reopen();
  }

  flush(): Promise<void> {
    return this.store.flush();
  }

  publish(): void {
    this.store.publish();
  }

  /** Drops the objects that are not owned, a slice at a time. */
  retain(ownership: Ownership | undefined): Promise<void> {
    return this.intake.retain(ownership);
  }

  async stop(): Promise<void> {
    this.states.close();
    this.intake.stop();
    this.report.shown = false;
    await Promise.all([...this.reflectors.values()].map((r) => r.stop()));
    this.context.pacer.leave(this.pacerGroup);
  }

  /** Sets the gauges that are read when self-metrics are. */
  showSizes(): void {
    const { limit } = this.intake;
    const { objectLimit: most } = this.plan.admission;
    this.report.showSizes(this.store.objects, limit && { most, exceeded: limit.exceeded });
  }

  private follow(watch: WatchPlan): void {
    const { context, plan } = this;
    const reflector = new Reflector({
      path: watch.path,
      query: watch.query,
      shardSelector: () => context.assignment.selector,
      decoder: compileDecoder(plan.resource.form, this.renderer.shape, context.reader),
      transport: context.transport,
      sink: this.intake.open(watch),
      observer: this.observe(watch),
      clock: context.clock,
      memory: context.memory,
      ...context.timing,
      pacer: this.pacerGroup,
      syncLimiter: context.syncLimiter,
      rank: plan.resource.syncRank,
      watchLists: plan.fromCache ? new WatchListSupport(false) : context.watchLists.of(plan.key),
      fromCache: plan.fromCache,
    });
    this.reflectors.set(watch.path, reflector);
    this.states.expect(watch.path);
    this.report.showState(this.states);
    reflector.start();
  }

  private observe(watch: WatchPlan): Observer {
    const { report } = this;
    return {
      request: (verb, result) => report.request(verb, result),
      received: (bytes) => report.received(bytes),
      heard: () => report.heard(watch.path),
      bad: (error) => report.decodeFailed(watch.path, error),
      health: (health, everSynced, detail) => this.changed(watch, { health, everSynced, detail }),
      relisting: (reason) => report.relisting(reason),
      sharded: (honored) => report.filtering(honored),
      listed: (meta, how) => report.listed(watch.path, this.store.objects, meta, how),
    };
  }

  private changed(watch: WatchPlan, state: WatchState): void {
    if (state.health === 'refused' && !state.everSynced && watch.fallback.length > 0) {
      this.fallBack(watch, state.detail);
      return;
    }
    this.report.state(watch.path, this.states.get(watch.path), state);
    this.states.update(watch.path, state);
    this.report.showState(this.states);
  }

  /** The watch of all namespaces is refused: one per namespace takes its place. */
  private fallBack(watch: WatchPlan, detail: string): void {
    this.report.fallBack(watch.path, detail);
    void this.reflectors.get(watch.path)?.stop();
    this.reflectors.delete(watch.path);
    for (const each of watch.fallback) this.follow(each);
    this.states.forget(watch.path);
  }
}
