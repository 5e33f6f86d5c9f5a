import { type Clock, TimeSlicer } from '../base/clock.ts';
import { type DecodeError, errorCode } from '../base/errors.ts';
import { compileDecoder } from '../decode/decoder.ts';
import type { Family } from '../model/family.ts';
import type { Identified } from '../model/meta.ts';
import type { Options } from '../model/options.ts';
import type { Ownership } from '../model/ownership.ts';
import type { Resource } from '../model/resource.ts';
import type { Transport } from '../model/transport.ts';
import { familyView } from '../packing/family-view.ts';
import { selectsFamily } from '../plan/families.ts';
import { familyOptions } from '../plan/labels.ts';
import { renderSettings } from '../plan/render-settings.ts';
import { planWatches, type WatchPlan } from '../plan/watches.ts';
import type { Observer, ReflectorOptions } from '../reflector/contract.ts';
import { defaultWaits, type Health } from '../reflector/machine.ts';
import { defaultPace } from '../reflector/pace.ts';
import { Reflector } from '../reflector/reflector.ts';
import type { SyncLimiter } from '../reflector/sync-limiter.ts';
import type { WatchPacer } from '../reflector/watch-pacer.ts';
import { compileRenderer, type Renderer, renderHeader } from '../render/renderer.ts';
import type { ShardAssignment } from '../sharding/shard-assignment.ts';
import { ResourceStore, type StoreOptions } from '../store/resource-store.ts';
import type { Log } from '../telemetry/log.ts';
import { SparingLog } from '../telemetry/log.ts';
import type { SelfMetrics } from '../telemetry/self-metrics.ts';
import { FinishedObjects } from './admission/finished-objects.ts';
import { ObjectLimit } from './admission/object-limit.ts';
import { compileNamespaceFilter, openIntake, uidOf } from './intake.ts';
import { type Readiness, STATES } from './readiness.ts';

/** Everything that all pipelines share. */
export interface PipelineContext {
  readonly options: Options;
  readonly shares: ShardAssignment;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly pacer: WatchPacer;
  readonly syncLimiter: SyncLimiter;
  readonly log: Log;
  readonly metrics: SelfMetrics;
  readonly readiness: Readiness;
  readonly timing: Timing;
  readonly storing: StoreOptions;
  /** Undefined, or what those who bring objects wait for before they bring more. */
  readonly pressure: () => Promise<void> | undefined;
  /** The namespaces that --namespace-selector matches; undefined: all. */
  readonly namespaces: { has(name: string): boolean } | undefined;
}

/** Times that only tests set to others. */
export type Timing = Pick<
  ReflectorOptions,
  'waits' | 'pace' | 'listSilenceMs' | 'watchSilenceMs' | 'endlessMs' | 'endlessEmptyMs' | 'pageSize'
>;

/**
 * Timeouts for real API servers. A list may pause for as long as etcd takes, which is less than a minute. Watches are requested
 * with a timeout of at most ten minutes, so one that neither sends anything nor ends for longer is dead; not every server
 * sends bookmarks meanwhile. The end of a WatchList must follow its last object soon (docs/decisions/0017-sync-ladder.md).
 */
export const defaultTiming: Timing = {
  waits: defaultWaits,
  pace: defaultPace,
  listSilenceMs: 60_000,
  watchSilenceMs: 660_000,
  endlessMs: 15_000,
  endlessEmptyMs: 30_000,
  pageSize: 500,
};

/** Maximum number of concurrent initial syncs, which keeps memory flat (docs/decisions/0017-sync-ladder.md). */
export const SYNCS_AT_ONCE = 4;

/** Kinds of which clusters have the most objects come last, so that they do not hold back the small ones. */
const LARGE = ['pods', 'replicasets', 'endpointslices', 'endpoints', 'secrets', 'configmaps', 'jobs', 'leases'];

/** The way of one resource's data, from the API server's bytes to the segments of its store. */
export class ResourcePipeline {
  readonly resource: Resource;
  readonly store: ResourceStore;
  private readonly plan: Renderer;
  private readonly context: PipelineContext;
  private readonly reflectors = new Map<string, Reflector>();
  private readonly health = new Map<string, Health>();
  /** When each watch last brought anything that was understood. */
  private readonly heardAtMs = new Map<string, number>();
  private readonly sparing: SparingLog;
  private readonly limit: ObjectLimit | undefined;
  /** Whether the server was last seen to select by shard; undefined: it has not been asked to. */
  private serverFilters: boolean | undefined;
  private readonly finished: FinishedObjects | undefined;
  /** `*v1.Pod`: how kube-state-metrics names a resource in its self-metrics. */
  readonly label: { readonly resource: string };

  constructor(resource: Resource, context: PipelineContext) {
    this.resource = resource;
    this.context = context;
    this.sparing = new SparingLog(() => context.clock.now());
    this.label = { resource: `*${resource.version}.${resource.kind}` };
    const { options } = context;
    this.limit = options.objectLimit > 0 ? new ObjectLimit(options.objectLimit) : undefined;
    this.plan = compileRenderer(
      resource,
      selectsFamily(options),
      familyOptions(resource, options),
      (family, object, error) => this.renderFailed(family, object, error),
      renderSettings(resource, options),
    );
    if (resource.plural === 'pods' && options.finishedPodMaxAgeMs > 0) {
      this.finished = new FinishedObjects(options.finishedPodMaxAgeMs, context.clock);
    }
    const families = this.plan.families.map((f) => familyView(f.name, renderHeader(f)));
    this.store = new ResourceStore(resource.plural, families, context.storing);
  }

  start(): void {
    // Skip resources whose metric families are all disabled.
    if (this.plan.families.length === 0) return;
    for (const plan of planWatches(this.resource, this.context.options)) this.follow(plan);
    this.finished?.start((id) => this.store.remove(id));
  }

  /** Relists, because the objects to show have changed. */
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
  async retain(ownership: Ownership | undefined): Promise<void> {
    if (!ownership) return;
    const slices = new TimeSlicer(this.context.clock);
    const keeps = (id: string): boolean => ownership.owns(uidOf(id));
    let missing = false;
    for (const id of await this.store.retain(keeps, () => slices.next())) {
      this.finished?.forget(id);
      missing = this.limit?.remove(id) || missing;
    }
    // There is room now for what --object-limit left out.
    if (missing) void this.relist();
  }

  async stop(): Promise<void> {
    this.finished?.stop();
    await Promise.all([...this.reflectors.values()].map((r) => r.stop()));
  }

  private follow(plan: WatchPlan): void {
    const { context, resource } = this;
    const { options, timing } = context;
    const reflector = new Reflector({
      path: plan.path,
      query: plan.query,
      shardSelector: () => context.shares.selector,
      decoder: compileDecoder(resource.form, this.plan.shape),
      transport: context.transport,
      sink: openIntake({
        store: this.store,
        render: this.plan.render,
        keep: compileNamespaceFilter(plan, resource.namespaced ? context.namespaces : undefined),
        shares: context.shares,
        onForeign: () => this.foreignCame(),
        limit: this.limit,
        finished: this.finished,
        pressure: context.pressure,
        relist: () => void this.reflectors.get(plan.path)?.relist(),
      }),
      observer: this.observer(plan),
      clock: context.clock,
      ...timing,
      pacer: context.pacer,
      syncLimiter: context.syncLimiter,
      rank: LARGE.includes(resource.plural) ? LARGE.length - LARGE.indexOf(resource.plural) : 0,
      watchList: !options.useApiserverCache,
      fromCache: options.useApiserverCache,
    });
    this.reflectors.set(plan.path, reflector);
    context.readiness.expect(plan.path);
    this.showState(plan.path, 'pending');
    reflector.start();
  }

  private observer(plan: WatchPlan): Observer {
    const { metrics, log } = this.context;
    const { label } = this;
    return {
      request: (verb, result) => (verb === 'list' ? metrics.lists : metrics.watches).inc({ ...label, result }),
      received: (bytes) => metrics.receivedBytes.inc(label, bytes),
      heard: () => this.heardAtMs.set(plan.path, this.context.clock.unixMs()),
      bad: (error) => this.decodeFailed(error, plan.path),
      health: (health, everSynced, detail) => this.healthChanged(plan, health, everSynced, detail),
      sharded: (honoured) => this.showFiltering(honoured),
      listed: (meta) => {
        log.info(
          {
            resource: this.resource.plural,
            path: plan.path,
            objects: this.store.objects,
            resourceVersion: meta.resourceVersion,
          },
          'listed',
        );
      },
    };
  }

  /** Notes that a server that should filter by shard sent more: it, or another one of its control plane, does not filter. */
  private foreignCame(): void {
    this.context.metrics.foreignObjects.inc(this.label);
    if (this.serverFilters) this.showFiltering(false);
  }

  private showFiltering(honoured: boolean): void {
    const { metrics, log } = this.context;
    metrics.serverFilters.set(this.label, honoured ? 1 : 0);
    if (honoured !== this.serverFilters) {
      const text = honoured ? 'the API server filters by shard' : 'the API server does not filter by shard';
      log.info({ resource: this.resource.plural }, text);
    }
    this.serverFilters = honoured;
  }

  private healthChanged(plan: WatchPlan, health: Health, everSynced: boolean, detail: string): void {
    const { readiness, log } = this.context;
    if (health === 'refused' && !everSynced && plan.fallback.length > 0) {
      this.fallBack(plan, detail);
      return;
    }
    const fields = { resource: this.resource.plural, path: plan.path, detail };
    if (health === 'refused') {
      // It is asked again and again, which one line is enough for.
      const again = this.health.get(plan.path) === 'refused' || !this.sparing.next(`refused ${plan.path}`);
      log[again ? 'debug' : 'error'](fields, 'the API server refused this resource; serving without it');
    } else if (health === 'failing') {
      const more = this.sparing.next(`failing ${plan.path}`);
      if (more) log.warn({ ...fields, ...more }, 'watch failed; retrying');
    } else if (detail) log.info(fields, 'relisting');
    this.showState(plan.path, health);
    readiness.update(plan.path, health, everSynced, detail);
  }

  /** The watch of all namespaces is refused: one per namespace takes its place. */
  private fallBack(plan: WatchPlan, detail: string): void {
    const { readiness, log } = this.context;
    log.info(
      { resource: this.resource.plural, detail },
      'not allowed to watch all namespaces; using one watch per namespace',
    );
    void this.reflectors.get(plan.path)?.stop();
    this.reflectors.delete(plan.path);
    this.health.delete(plan.path);
    this.heardAtMs.delete(plan.path);
    for (const each of plan.fallback) this.follow(each);
    readiness.forget(plan.path);
  }

  /** The worst state of the resource's watches is the resource's. */
  private showState(path: string, health: Health): void {
    this.health.set(path, health);
    const worst = (['refused', 'failing', 'pending', 'synced'] as const).find((h) =>
      [...this.health.values()].includes(h),
    );
    this.context.metrics.setState(this.label.resource, STATES, worst ?? 'pending');
  }

  private decodeFailed(error: DecodeError, path: string): void {
    const { metrics, log } = this.context;
    metrics.decodeErrors.inc(this.label);
    const more = this.sparing.next(`${error.code} ${path}`);
    if (!more) return;
    const { code, offset, message } = error;
    log.error(
      { resource: this.resource.plural, path, code, offset, error: message, ...more },
      'skipped an object that could not be decoded',
    );
  }

  private renderFailed(family: Family, object: Identified, error: unknown): void {
    const { metrics, log } = this.context;
    metrics.renderErrors.inc(this.label);
    const more = this.sparing.next(`family ${family.name}`);
    if (!more) return;
    const { namespace, name } = object.metadata;
    log.error(
      { resource: this.resource.plural, family: family.name, namespace, name, error: String(error), ...more },
      errorCode(error) === 'OBJECT_TOO_LARGE'
        ? 'skipped an object that is too large'
        : 'skipped a metric family that could not be rendered',
    );
  }

  /** Sets the gauges that are read when self-metrics are. */
  observeSizes(): void {
    const { metrics } = this.context;
    metrics.listObjects.set(this.label, this.store.objects);
    if (this.heardAtMs.size > 0) metrics.lastActivity.set(this.label, Math.min(...this.heardAtMs.values()) / 1000);
    if (this.limit) {
      this.context.metrics.listObjectsLimit.set(this.label, this.context.options.objectLimit);
      this.context.metrics.limitReached.set(this.label, this.limit.exceeded ? 1 : 0);
    }
  }
}
