import type { DecodeError } from '../base/errors.ts';
import { errorCode } from '../base/errors.ts';
import type { Family } from '../model/family.ts';
import type { Identified } from '../model/meta.ts';
import { type Resource, resourceName } from '../model/resource.ts';
import type { ListMeta } from '../model/stream.ts';
import type { SyncMode } from '../reflector/sync-mode.ts';
import { SparingLog } from '../telemetry/sparing-log.ts';
import type { PipelineContext } from './context.ts';
import { STATES, type WatchState, type WatchStates } from './watch-states.ts';

/** How kube-state-metrics names all custom resources in its self-metrics: the Go type that it reads them as. */
const ANY_CUSTOM = '*unstructured.Unstructured';

/** Begins a reading of the gauges in which the objects of custom resources add up. */
export function clearCustomObjects(metrics: PipelineContext['metrics']): void {
  metrics.listObjects.remove({ resource: ANY_CUSTOM });
}

/** Tells logs and self-metrics what becomes of a resource. */
export class PipelineReport {
  private readonly name: string;
  private readonly context: Pick<PipelineContext, 'log' | 'metrics' | 'clock' | 'firstRead'>;
  private readonly sparing: SparingLog;
  /** When each watch last brought anything that was understood. */
  private readonly heardAtMs = new Map<string, number>();
  /** How each watch was last synced. */
  private readonly modes = new Map<string, SyncMode>();
  /** Whether the server was last seen to select by shard; undefined: it has not been asked to. */
  private serverFilters: boolean | undefined;
  /** Whether the resource is served from this pipeline: only then do gauges show its state. */
  shown = false;
  /** `*v1.Pod`: how kube-state-metrics names a resource in its self-metrics. */
  readonly label: { readonly resource: string };
  /** The label of metrics that kube-state-metrics has as well; one for all custom resources. */
  private readonly sharedLabel: { readonly resource: string };
  private readonly custom: boolean;

  constructor(resource: Resource, context: Pick<PipelineContext, 'log' | 'metrics' | 'clock' | 'firstRead'>) {
    const { version, kind, custom } = resource;
    this.name = resourceName(resource);
    this.context = context;
    this.custom = custom !== undefined;
    this.label = { resource: custom ? this.name : `*${version}.${kind}` };
    this.sharedLabel = custom ? { resource: ANY_CUSTOM } : this.label;
    this.sparing = new SparingLog(() => context.clock.now());
  }

  request(verb: 'list' | 'watch', result: 'success' | 'error'): void {
    const { metrics } = this.context;
    (verb === 'list' ? metrics.lists : metrics.watches).inc({ ...this.sharedLabel, result });
  }

  relisting(reason: string): void {
    this.context.metrics.relists.inc({ ...this.label, reason });
  }

  received(bytes: number): void {
    this.context.metrics.receivedBytes.inc(this.label, bytes);
  }

  heard(path: string): void {
    this.heardAtMs.set(path, this.context.clock.unixMs());
  }

  listed(path: string, objects: number, { resourceVersion }: ListMeta, how: SyncMode): void {
    this.context.log.info({ resource: this.name, path, objects, resourceVersion, by: how.mode }, 'listed');
    this.modes.set(path, how);
    this.showModes();
  }

  /** The resource is served from this pipeline from now on. */
  show(): void {
    this.shown = true;
    this.showModes();
  }

  private showModes(): void {
    if (this.shown)
      this.context.metrics.showSyncModes(
        this.label.resource,
        [...this.modes.values()].map((how) => ({ ...how })),
      );
  }

  /** An object of another shard came though the server was asked for one alone: it, or a replica of it, does not select. */
  foreign(): void {
    this.context.metrics.foreignObjects.inc(this.label);
    if (this.serverFilters) this.filtering(false);
  }

  filtering(honored: boolean): void {
    const { metrics, log } = this.context;
    metrics.serverFilters.set(this.label, honored ? 1 : 0);
    if (honored !== this.serverFilters) {
      const text = honored ? 'the API server filters by shard' : 'the API server does not filter by shard';
      log.info({ resource: this.name }, text);
    }
    this.serverFilters = honored;
  }

  /** A watch changed from one state to another, or failed again. */
  state(path: string, before: WatchState | undefined, now: WatchState): void {
    const { firstRead } = this.context;
    if (now.everSynced) firstRead.happen();
    const key = `${this.name} ${path}`;
    if (now.detail === '') firstRead.drop(key);
    else if (firstRead.happened) this.failed(path, before, now);
    else firstRead.afterwards(key, () => this.failed(path, undefined, now));
  }

  private failed(path: string, before: WatchState | undefined, { health, detail }: WatchState): void {
    const { log } = this.context;
    const fields = { resource: this.name, path, detail };
    if (health === 'refused') {
      // Refusals are retried; log the first.
      const again = before?.health === 'refused' || !this.sparing.next(`refused ${path}`);
      log[again ? 'debug' : 'error'](fields, 'the API server refused this resource; serving without it');
    } else if (health === 'failing') {
      const more = this.sparing.next(`failing ${path}`);
      if (more) log.warn({ ...fields, ...more }, 'watch failed; retrying');
    } else log.info(fields, 'relisting');
  }

  fallBack(path: string, detail: string): void {
    this.heardAtMs.delete(path);
    this.modes.delete(path);
    this.context.firstRead.drop(`${this.name} ${path}`);
    const text = 'not allowed to watch all namespaces; using one watch per namespace';
    this.context.log.info({ resource: this.name, detail }, text);
  }

  decodeFailed(path: string, { code, offset, message }: DecodeError): void {
    const { metrics, log } = this.context;
    metrics.decodeErrors.inc(this.label);
    const more = this.sparing.next(`${code} ${path}`);
    const fields = { resource: this.name, path, code, offset, error: message, ...more };
    if (more) log.error(fields, 'skipped an object that could not be decoded');
  }

  renderFailed(family: Family, { metadata }: Identified, error: unknown): void {
    const { metrics, log } = this.context;
    metrics.renderErrors.inc(this.label);
    const more = this.sparing.next(`family ${family.name}`);
    if (!more) return;
    const { namespace, name } = metadata;
    const fields = { resource: this.name, family: family.name, namespace, name, error: String(error), ...more };
    const tooLarge = errorCode(error) === 'OBJECT_TOO_LARGE';
    log.error(fields, tooLarge ? 'skipped an object that is too large' : 'skipped samples that could not be rendered');
  }

  /** Sets the gauges of the resource's state. */
  showState(states: WatchStates): void {
    if (this.shown) this.context.metrics.setState(this.label.resource, STATES, states.worst);
  }

  /** Sets the gauges that are read when self-metrics are. Those of custom resources add up. */
  showSizes(objects: number, limit: { readonly most: number; readonly exceeded: boolean } | undefined): void {
    const { metrics } = this.context;
    if (this.custom) metrics.listObjects.inc(this.sharedLabel, objects);
    else metrics.listObjects.set(this.label, objects);
    if (this.heardAtMs.size > 0) metrics.lastActivity.set(this.label, Math.min(...this.heardAtMs.values()) / 1000);
    if (!limit) return;
    metrics.listObjectsLimit.set(this.sharedLabel, limit.most);
    metrics.limitReached.set(this.label, limit.exceeded ? 1 : 0);
  }
}
