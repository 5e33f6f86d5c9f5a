import type { Clock } from '../base/clock.ts';
import { TimeSlicer } from '../base/clock.ts';
import type { Identified } from '../model/meta.ts';
import type { Ownership } from '../model/ownership.ts';
import type { ResourcePlan, WatchPlan } from '../model/plan.ts';
import type { Sink } from '../reflector/contract.ts';
import type { Renderer } from '../render/renderer.ts';
import type { ShardAssignment } from '../sharding/shard-assignment.ts';
import { kinOf } from '../store/kin.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { FinishedObjects } from './admission/finished-objects.ts';
import { NamespaceFilter, type Namespaces } from './admission/namespace-filter.ts';
import { ObjectLimit } from './admission/object-limit.ts';
import { Admission, type AdmissionPolicy } from './admission/policy.ts';
import { Staging } from './admission/staging.ts';

export interface IntakeOptions {
  readonly plan: ResourcePlan;
  readonly store: ResourceStore;
  readonly render: Renderer['render'];
  /** Which objects are read at all, and which of them are not served yet. */
  readonly assignment: ShardAssignment;
  /** The namespaces that --namespace-selector matches; undefined: all. */
  readonly namespaces: Namespaces | undefined;
  readonly clock: Clock;
  /** Undefined, or what to wait for before more is brought. */
  readonly pressure: () => Promise<void> | undefined;
  /** An object of another shard came. */
  readonly onForeign: () => void;
  /** Asks for a relist of the resource: an object that was left out may have a place now. */
  readonly relist: () => void;
}

/** Takes what the watches of a resource bring, admits it, renders it and puts it into the store. */
export class Intake {
  private readonly options: IntakeOptions;
  private readonly finished: FinishedObjects | undefined;
  readonly limit: ObjectLimit | undefined;

  constructor(options: IntakeOptions) {
    const { plan, clock } = options;
    const { finishedMaxAgeMs, objectLimit } = plan.admission;
    const { expiry } = plan.resource;
    this.options = options;
    if (finishedMaxAgeMs > 0 && expiry) this.finished = new FinishedObjects(finishedMaxAgeMs, expiry, clock);
    if (objectLimit > 0) this.limit = new ObjectLimit(objectLimit);
  }

  start(): void {
    this.finished?.start((id) => this.remove(id));
  }

  stop(): void {
    this.finished?.stop();
  }

  /** Opens the sink of one watch. */
  open(watch: WatchPlan): Sink {
    const { store, render, assignment, pressure, onForeign, relist } = this.options;
    const scope = store.scope();
    const admission = this.admissionOf(watch);
    const removeEvicted = (id: string): void => scope.delete(id);
    return {
      pressure,
      get ownership() {
        return assignment.ownership;
      },
      foreign: onForeign,
      size: () => store.size,
      mark: () => {
        admission.begin();
        scope.mark();
      },
      sweep: () => {
        let missing = false;
        for (const id of scope.sweep()) missing = admission.leave(id) || missing;
        if (missing) relist();
      },
      upsert: (object) => {
        const { namespace, name } = object.metadata;
        const id = idOf(object);
        const { admitted, staged } = admission.enter(id, object, removeEvicted);
        const rows = admitted ? render(object) : undefined;
        if (rows) scope.upsert(id, rows, kinOf(namespace, name), staged);
        else this.remove(id);
      },
      delete: (object) => this.remove(idOf(object)),
    };
  }

  /** Drops the objects that are not owned, a slice at a time. */
  async retain(ownership: Ownership | undefined): Promise<void> {
    if (!ownership) return;
    const { store, clock, relist } = this.options;
    const slices = new TimeSlicer(clock);
    let missing = false;
    for (const id of await store.retain(
      (each) => ownership.owns(uidOf(each)),
      () => slices.next(),
    )) {
      missing = this.leave(id) || missing;
    }
    if (missing) relist();
  }

  private remove(id: string): void {
    this.options.store.remove(id);
    if (this.leave(id)) this.options.relist();
  }

  /** Closes the books of all watches, which share them. */
  private leave(id: string): boolean {
    this.finished?.leave(id);
    return this.limit?.leave(id) ?? false;
  }

  private admissionOf({ keepNamespaces }: WatchPlan): Admission {
    const namespaces = [keepNamespaces, this.options.namespaces].filter((set) => set !== undefined);
    const policies: (AdmissionPolicy | undefined)[] = [
      namespaces.length > 0 ? new NamespaceFilter(namespaces) : undefined,
      this.finished,
      this.limit,
      new Staging(this.options.assignment),
    ];
    return new Admission(policies.filter((policy) => policy !== undefined));
  }
}

/** Objects without a UID are kept apart by namespace and name. */
function idOf({ metadata }: Identified): string {
  return metadata.uid || `${metadata.namespace}/${metadata.name}`;
}

/** The UID in an id; empty where the object has none. A UID has no slash in it (RFC 9562). */
function uidOf(id: string): string {
  return id.includes('/') ? '' : id;
}
