import { type Clock, every } from '../../base/clock.ts';
import type { Cluster, Change as ClusterChange } from '../cluster.ts';
import { requestDeletion } from '../deletion.ts';
import { Random } from '../generate/random.ts';
import type { ApiObject, JsonObject } from '../objects.ts';
import { autoscalers } from './autoscaler.ts';
import type { Change, Controller, World } from './change.ts';
import { ClusterIndex } from './cluster-index.ts';
import { cronJobs } from './cronjob.ts';
import { daemonSets } from './daemonset.ts';
import { deployments } from './deployment.ts';
import { disruptionBudgets } from './disruption.ts';
import { services } from './endpoints.ts';
import { EventRecorder } from './event-recorder.ts';
import { jobs } from './job.ts';
import { kubelet } from './kubelet.ts';
import { namespaceController } from './namespace.ts';
import { nodes } from './node.ts';
import { resourceQuotas } from './quota.ts';
import { relatedTo } from './relations.ts';
import { replicaSets, replicationControllers } from './replicaset.ts';
import { scheduler } from './scheduler.ts';
import { statefulSets } from './statefulset.ts';
import { Troubles } from './troubles.ts';
import { persistentVolumeClaims, persistentVolumes } from './volumes.ts';
import { type Key, WorkQueue } from './work-queue.ts';

/** Time between two looks at the queue. */
const TICK_MS = 100;
/** Longest time of one look; the rest waits for the next one. */
const SLICE_MS = 25;
/** Most steps until a new cluster is in order; it needs a few for each object. */
const MAX_SETTLING_STEPS = 5_000_000;

/** Runs the controllers of a cluster: what changes is reconciled, with everything that is related to it. */
export class Controllers {
  readonly troubles = new Troubles();
  readonly index: ClusterIndex;
  /** Number of writes so far, events not counted. */
  writes = 0;
  private readonly cluster: Cluster;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly queue = new WorkQueue();
  private readonly events: EventRecorder;
  private readonly byPlural = new Map<string, Controller[]>();
  private cancel: (() => void) | undefined;

  constructor(cluster: Cluster, clock: Clock, seed = 1) {
    this.cluster = cluster;
    this.clock = clock;
    this.random = new Random(seed ^ 0x5eed);
    cluster.isAlive = true;
    this.events = new EventRecorder(cluster, this.random);
    this.index = new ClusterIndex(cluster, (plural, change) => this.notice(plural, change));
    const namespaces = namespaceController(() => this.index.namespacedPlurals);
    for (const controller of [...simple, namespaces]) {
      const list = this.byPlural.get(controller.plural) ?? [];
      this.byPlural.set(controller.plural, [...list, controller]);
    }
  }

  /** Brings the cluster in order as far as that takes no time. */
  settle(): void {
    for (const plural of this.byPlural.keys())
      for (const { metadata } of this.index.all(plural))
        this.queue.add({ plural, namespace: metadata.namespace ?? '', name: metadata.name });
    for (let steps = 0; !this.queue.isEmpty; steps++) {
      if (steps > MAX_SETTLING_STEPS) throw new Error('BUG: the controllers do not come to rest');
      this.reconcile(this.queue.take()!);
    }
  }

  /** Reconciles from now on. */
  start(): void {
    this.stop();
    this.cancel = every(this.clock, TICK_MS, () => this.tick());
  }

  /** Reconciles no more; the cluster stays as it is. */
  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  /** Gives an object a trouble, or ends it, and lets its controllers know. */
  trouble(plural: string, object: ApiObject, kind: Parameters<Troubles['set']>[1] | undefined): void {
    if (kind) this.troubles.set(object.metadata.uid, kind);
    else this.troubles.clear(object.metadata.uid);
    this.touch(plural, object);
    for (const dependent of this.index.dependents(object.metadata.uid)) this.touch(dependent.plural, dependent.object);
    if (plural === 'nodes') for (const pod of this.index.onNode(object.metadata.name)) this.touch('pods', pod);
  }

  /** Reconciles an object soon, though it has not changed. */
  touch(plural: string, { metadata: { namespace = '', name } }: ApiObject): void {
    this.queue.add({ plural, namespace, name });
  }

  /** Deletes a pod as a client does. */
  deletePod({ metadata: { namespace = '', name } }: ApiObject): void {
    this.apply({ do: 'delete', plural: 'pods', namespace, name });
  }

  private tick(): void {
    const end = this.clock.now() + SLICE_MS;
    this.queue.advance(this.clock.unixMs());
    while (!this.queue.isEmpty && this.clock.now() < end) this.reconcile(this.queue.take()!);
  }

  private notice(plural: string, change: ClusterChange): void {
    if (plural !== 'events') this.writes++;
    for (const key of relatedTo(plural, change, this.index)) this.queue.add(key);
    if (change.type === 'DELETED') this.collectGarbage(change.object.value.metadata.uid);
  }

  /** Deletes the objects that the deleted one owned. */
  private collectGarbage(uid: string): void {
    for (const { plural, object } of this.index.dependents(uid))
      this.apply({ do: 'delete', plural, namespace: object.metadata.namespace ?? '', name: object.metadata.name });
  }

  private reconcile(key: Key): void {
    for (const controller of this.byPlural.get(key.plural) ?? []) {
      const object = this.index.get(key.plural, key.namespace, key.name);
      if (!object) return;
      for (const change of controller.reconcile(object, this.world())) this.apply(change, key);
    }
  }

  private world(): World {
    const { index, troubles, random } = this;
    const nowMs = this.clock.unixMs();
    return {
      nowMs,
      random,
      get: (plural, namespace, name) => index.get(plural, namespace, name),
      all: (plural) => index.all(plural),
      inNamespace: (plural, namespace) => index.inNamespace(plural, namespace),
      owned: (plural, uid) => index.owned(plural, uid),
      onNode: (node) => index.onNode(node),
      troubleOf: (uid) => (uid === undefined ? undefined : troubles.get(uid, nowMs)),
      loadOf: (uid) => troubles.loads.get(uid),
    };
  }

  private apply(change: Change, key?: Key): void {
    const nowMs = this.clock.unixMs();
    if (change.do === 'again') {
      if (key) this.queue.addAt(key, nowMs + change.afterMs);
    } else if (change.do === 'event') this.events.record(change, nowMs);
    else if (change.do === 'create') this.create(change.plural, change.object);
    else {
      const collection = this.index.collection(change.plural)!;
      const { namespace, name } = change;
      if (change.do === 'remove') this.cluster.delete(collection, namespace, name);
      else if (change.do === 'delete') requestDeletion(this.cluster, collection, namespace, name);
      else {
        const current = this.cluster.get(collection, namespace, name);
        if (current) this.cluster.put(collection, merged(current.value, change.members));
      }
    }
  }

  /** Creates an object, unless it is there or its namespace is going. */
  private create(plural: string, object: JsonObject): void {
    const { namespace, name } = object.metadata as { readonly namespace?: string; readonly name: string };
    const home = namespace === undefined ? undefined : this.index.get('namespaces', '', namespace);
    if (namespace !== undefined && (!home || home.metadata.deletionTimestamp)) return;
    if (!this.index.get(plural, namespace ?? '', name)) this.cluster.put(this.index.collection(plural)!, object);
  }
}

const simple: readonly Controller[] = [
  deployments,
  replicaSets,
  replicationControllers,
  statefulSets,
  daemonSets,
  jobs,
  cronJobs,
  scheduler,
  kubelet,
  nodes,
  services,
  persistentVolumeClaims,
  persistentVolumes,
  autoscalers,
  disruptionBudgets,
  resourceQuotas,
];

function merged(object: ApiObject, members: JsonObject): JsonObject {
  return { ...object, ...members, metadata: { ...object.metadata, ...(members.metadata as JsonObject | undefined) } };
}
