import { type Clock, every } from '../base/clock.ts';
import { formatUtc } from '../base/utc-time.ts';
import type { Collection } from './cluster.ts';
import type { Generator } from './generate/cluster.ts';
import { type ApiObject, at, type JsonObject, textAt } from './objects.ts';
import type { StoredObject } from './stored.ts';

/** Share of the pods that are unready in the long run, about. */
const MAX_UNREADY = 0.02;

/** Changes a cluster without controllers nearly as a living one changes: heartbeats, restarts, roll-outs, new configuration. */
export class Churn {
  private readonly generator: Generator;
  private readonly clock: Clock;
  private cancel: (() => void) | undefined;
  private owed = 0;

  constructor(generator: Generator, clock: Clock) {
    this.generator = generator;
    this.clock = clock;
  }

  /** Makes `perSecond` changes per second, in small portions. */
  start(perSecond: number): void {
    this.stop();
    const tickMs = 50;
    this.cancel = every(this.clock, tickMs, () => {
      this.owed += (perSecond * tickMs) / 1000;
      for (; this.owed >= 1; this.owed--) this.step();
    });
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  /** One change. */
  step(): void {
    const kind = this.generator.random.next();
    if (kind < 0.35) this.renewLease();
    else if (kind < 0.75) this.updatePod();
    else if (kind < 0.87) this.replacePod();
    else if (kind < 0.95) this.heartbeat();
    else this.updateConfigMap();
  }

  private renewLease(): void {
    const lease = this.some('leases');
    if (!lease) return;
    const renewTime = formatUtc(this.clock.unixMs(), 6);
    this.update('leases', lease, { spec: { ...(lease.value.spec as JsonObject), renewTime } });
  }

  /** A container restarts, or a pod becomes ready or unready. */
  private updatePod(): void {
    const { random } = this.generator;
    const pod = this.some('pods');
    if (!pod || textAt(pod.value, 'status', 'phase') !== 'Running') return;
    const status = pod.value.status as JsonObject;
    const restarts = random.chance(0.3);
    const statuses = (status.containerStatuses as readonly JsonObject[]).map((c, i) =>
      restarts && i === 0
        ? { ...c, restartCount: Number(c.restartCount) + 1, state: { running: { startedAt: this.time() } } }
        : c,
    );
    const wasReady = (status.conditions as readonly JsonObject[]).some(
      (c) => c.type === 'Ready' && c.status === 'True',
    );
    // Pods become ready much sooner than they become unready, or half of them would be unready in the long run.
    const ready = restarts ? wasReady : !wasReady || !random.chance(MAX_UNREADY);
    const conditions = (status.conditions as readonly JsonObject[]).map((c) =>
      ready !== wasReady && (c.type === 'Ready' || c.type === 'ContainersReady')
        ? { ...c, status: ready ? 'True' : 'False', lastTransitionTime: this.time() }
        : c,
    );
    const containerStatuses = ready === wasReady ? statuses : statuses.map((c) => ({ ...c, ready }));
    this.update('pods', pod, { status: { ...status, containerStatuses, conditions } });
  }

  /** A pod of a ReplicaSet goes and another takes its place. */
  private replacePod(): void {
    const { cluster, random } = this.generator;
    const pod = this.some('pods');
    const owner = pod && ((at(pod.value, 'metadata', 'ownerReferences') ?? []) as readonly JsonObject[])[0];
    if (!pod || !owner || owner.kind !== 'ReplicaSet') return;
    const { name, namespace = '' } = pod.value.metadata;
    const app = textAt(pod.value, 'metadata', 'labels', 'app');
    cluster.delete(cluster.of('pods'), namespace, name);
    const plan = { name: app, namespace, replicas: 1, created: this.time(), uid: '' };
    const made = this.generator.podPlan(plan, {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      name: String(owner.name),
      uid: String(owner.uid),
    });
    this.generator.pod({ ...made, name: `${owner.name}-${random.suffix(5)}` });
  }

  private heartbeat(): void {
    const node = this.some('nodes');
    if (!node) return;
    const status = node.value.status as JsonObject;
    const conditions = (status.conditions as readonly JsonObject[]).map((c) => ({
      ...c,
      lastHeartbeatTime: this.time(),
    }));
    this.update('nodes', node, { status: { ...status, conditions } });
  }

  private updateConfigMap(): void {
    const map = this.some('configmaps');
    if (map) this.update('configmaps', map, { data: { ...(map.value.data as JsonObject), changed: this.time() } });
  }

  private some(plural: string): StoredObject | undefined {
    const objects = [...this.collection(plural).items.values()];
    return objects.length > 0 ? this.generator.random.pick(objects) : undefined;
  }

  private update(plural: string, object: StoredObject, change: Partial<ApiObject>): void {
    this.generator.cluster.put(this.collection(plural), { ...object.value, ...change });
  }

  private collection(plural: string): Collection {
    return this.generator.cluster.of(plural);
  }

  private time(): string {
    return formatUtc(this.clock.unixMs(), 0);
  }
}
