import { type Clock, every } from '../base/clock.ts';
import { formatUtc } from '../base/utc-time.ts';
import type { Cluster } from './cluster.ts';
import { holds, isActive, isReady } from './controllers/conditions.ts';
import { end } from './controllers/containers.ts';
import type { Controllers } from './controllers/controllers.ts';
import type { Pod, Workload } from './controllers/types.ts';
import type { Random } from './generate/random.ts';
import { Incidents } from './incidents.ts';
import { type ApiObject, at, type JsonObject } from './objects.ts';

const TICK_MS = 100;
/** Changes that may be made up for after a pause, in seconds of the rate. */
const MAX_OWED_SECONDS = 2;
/** Largest Deployment that is rolled out by chance, so that one rollout does not take the changes of a minute. */
const MAX_ROLLOUT = 12;

/**
 * The life of a cluster with controllers: heartbeats, new configuration, rollouts, scaling, restarts, and incidents. What the controllers
 * write in consequence counts towards the rate.
 */
export class Life {
  private readonly cluster: Cluster;
  private readonly controllers: Controllers;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly incidents: Incidents;
  private readonly cancels: (() => void)[] = [];
  private owed = 0;
  private seenWrites = 0;

  constructor(cluster: Cluster, controllers: Controllers, clock: Clock, random: Random) {
    this.cluster = cluster;
    this.controllers = controllers;
    this.clock = clock;
    this.random = random;
    this.incidents = new Incidents(controllers, clock, random);
  }

  /** Keeps the troubles that the generator made for a while; without this they heal as soon as the controllers start. */
  adopt(): void {
    this.incidents.adopt();
  }

  /** Makes `perSecond` changes per second and `incidentsPerMinute` incidents. */
  start(perSecond: number, incidentsPerMinute: number): void {
    this.stop();
    this.seenWrites = this.controllers.writes;
    this.cancels.push(every(this.clock, TICK_MS, () => this.tick(perSecond)));
    if (incidentsPerMinute > 0)
      this.cancels.push(every(this.clock, 60_000 / incidentsPerMinute, () => this.incidents.happen()));
  }

  stop(): void {
    for (const cancel of this.cancels.splice(0)) cancel();
  }

  private tick(perSecond: number): void {
    this.owed = Math.min(this.owed + (perSecond * TICK_MS) / 1000, perSecond * MAX_OWED_SECONDS);
    for (;;) {
      this.owed -= this.controllers.writes - this.seenWrites;
      this.seenWrites = this.controllers.writes;
      if (this.owed < 1) break;
      this.step();
      // A step that found nothing to change counts all the same, or a cluster without objects would never end it.
      if (this.controllers.writes === this.seenWrites) this.owed--;
    }
    this.owed = Math.max(this.owed, -perSecond * MAX_OWED_SECONDS);
  }

  /** One change. */
  step(): void {
    const kind = this.random.next();
    if (kind < 0.5) this.renewLease();
    else if (kind < 0.72) this.heartbeat();
    else if (kind < 0.83) this.configure();
    else if (kind < 0.88) this.restartContainer();
    else if (kind < 0.95) this.deletePod();
    else if (kind < 0.98) this.changeLoad();
    else this.rollOut();
  }

  private renewLease(): void {
    const lease = this.some('leases');
    if (!lease || !this.isAlive(lease.metadata.name)) return;
    const renewTime = formatUtc(this.clock.unixMs(), 6);
    this.update('leases', lease, { spec: { ...(lease.spec as JsonObject), renewTime } });
  }

  private heartbeat(): void {
    const node = this.some('nodes');
    if (!node || !this.isAlive(node.metadata.name)) return;
    const status = node.status as JsonObject;
    const lastHeartbeatTime = formatUtc(this.clock.unixMs(), 0);
    const conditions = ((status.conditions ?? []) as readonly JsonObject[]).map((c) => ({ ...c, lastHeartbeatTime }));
    this.update('nodes', node, { status: { ...status, conditions } });
  }

  /** Whether the kubelet of a node reports. */
  private isAlive(node: string): boolean {
    const found = this.controllers.index.get('nodes', '', node);
    return !found || this.controllers.troubles.get(found.metadata.uid, this.clock.unixMs())?.kind !== 'unreachable';
  }

  private configure(): void {
    const map = this.some('configmaps');
    const changed = formatUtc(this.clock.unixMs(), 0);
    if (map) this.update('configmaps', map, { data: { ...(map.data as JsonObject), changed } });
  }

  /** A container ends and is started again by its kubelet. */
  private restartContainer(): void {
    const pod = this.somePod();
    if (!pod) return;
    const [first, ...rest] = pod.status!.containerStatuses!;
    if (!first?.state.running) return;
    const containerStatuses = [end(first, 1, 'Error', this.clock.unixMs()), ...rest];
    this.update('pods', pod, { status: { ...pod.status, containerStatuses } });
  }

  /** A pod is deleted, as by a drain or an autoscaler of nodes; its ReplicaSet makes another one. */
  private deletePod(): void {
    const pod = this.somePod();
    const owner = (pod?.metadata.ownerReferences ?? [])[0];
    if (pod && owner?.kind === 'ReplicaSet') this.controllers.deletePod(pod);
  }

  /** The load of a HorizontalPodAutoscaler moves to somewhere around the middle of its range. */
  private changeLoad(): void {
    const hpa = this.some('horizontalpodautoscalers');
    if (!hpa) return;
    const max = Number(at(hpa, 'spec', 'maxReplicas') ?? 1);
    const { loads } = this.controllers.troubles;
    if ((loads.get(hpa.metadata.uid) ?? 0) > max) return;
    const middle = max / 2;
    loads.set(hpa.metadata.uid, Math.max(1, middle * (0.85 + 0.3 * this.random.next())));
    this.controllers.touch('horizontalpodautoscalers', hpa);
  }

  /** A new version of a small Deployment is rolled out. */
  private rollOut(): void {
    const deployment = this.some('deployments') as Workload | undefined;
    if (!deployment || (deployment.spec.replicas ?? 1) > MAX_ROLLOUT || deployment.spec.paused) return;
    if (!holds(deployment.status?.conditions, 'Available')) return;
    const { template } = deployment.spec;
    const [first, ...rest] = template.spec.containers;
    const image = `${String(first?.image).replace(/:[^:/]*$/, '')}:1.${this.random.below(40)}.${this.random.below(10)}`;
    const spec = { ...template.spec, containers: [{ ...first!, image }, ...rest] };
    const generation = (deployment.metadata.generation ?? 1) + 1;
    this.cluster.put(this.cluster.of('deployments'), {
      ...deployment,
      metadata: { ...deployment.metadata, generation },
      spec: { ...deployment.spec, template: { ...template, spec } },
    });
  }

  private some(plural: string): ApiObject | undefined {
    const { items } = this.cluster.of(plural);
    let left = this.random.below(Math.max(1, items.size));
    for (const { value } of items.values()) if (left-- === 0) return value;
    return undefined;
  }

  /** A pod that runs and is ready. */
  private somePod(): Pod | undefined {
    const pod = this.some('pods') as Pod | undefined;
    return pod && isActive(pod) && isReady(pod) ? pod : undefined;
  }

  private update(plural: string, object: ApiObject, members: JsonObject): void {
    this.cluster.put(this.cluster.of(plural), { ...object, ...members });
  }
}
