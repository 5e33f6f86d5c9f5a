import type { Clock } from '../base/clock.ts';
import { holds, isActive, isReady } from './controllers/conditions.ts';
import type { Controllers } from './controllers/controllers.ts';
import type { TroubleKind } from './controllers/troubles.ts';
import type { Node, Pod } from './controllers/types.ts';
import type { Random } from './generate/random.ts';
import type { ApiObject } from './objects.ts';

/** Incidents by weight: their trouble, who has it, and for how many seconds at least and at most. */
const TABLE: readonly {
  readonly weight: number;
  readonly kind: TroubleKind;
  readonly target: 'pod' | 'successor' | 'node';
  readonly seconds: readonly [number, number];
}[] = [
  { weight: 4, kind: 'crash', target: 'pod', seconds: [20, 60] },
  { weight: 2, kind: 'oom', target: 'pod', seconds: [10, 40] },
  { weight: 4, kind: 'unready', target: 'pod', seconds: [15, 60] },
  { weight: 2, kind: 'evict', target: 'pod', seconds: [1, 1] },
  { weight: 2, kind: 'image', target: 'successor', seconds: [20, 60] },
  { weight: 1, kind: 'config', target: 'successor', seconds: [20, 60] },
  { weight: 2, kind: 'unschedulable', target: 'successor', seconds: [20, 60] },
  { weight: 1, kind: 'not-ready', target: 'node', seconds: [20, 45] },
  { weight: 1, kind: 'memory-pressure', target: 'node', seconds: [30, 60] },
  { weight: 1, kind: 'disk-pressure', target: 'node', seconds: [30, 60] },
];
const WEIGHT = TABLE.reduce((sum, { weight }) => sum + weight, 0);
/** Tries to find a healthy pod by chance. */
const TRIES = 20;

/** Things that go wrong now and then, and heal after a while. */
export class Incidents {
  private readonly controllers: Controllers;
  private readonly clock: Clock;
  private readonly random: Random;

  constructor(controllers: Controllers, clock: Clock, random: Random) {
    this.controllers = controllers;
    this.clock = clock;
    this.random = random;
  }

  /** Makes the troubles that are in the objects last for a while. */
  adopt(): void {
    const { index, troubles } = this.controllers;
    const soon = (): number => this.clock.unixMs() + 20_000 + this.random.below(100_000);
    for (const pod of index.all('pods') as Iterable<Pod>) {
      if (!pod.spec.nodeName || !isActive(pod) || isReady(pod)) continue;
      const isOom = pod.status?.containerStatuses?.[0]?.lastState.terminated?.reason === 'OOMKilled';
      troubles.set(pod.metadata.uid, { kind: isOom ? 'oom' : 'crash', untilMs: soon() });
    }
    for (const node of index.all('nodes') as Iterable<Node>)
      if (!holds(node.status.conditions, 'Ready'))
        troubles.set(node.metadata.uid, { kind: 'unreachable', untilMs: soon() });
  }

  /** One incident. */
  happen(): void {
    this.controllers.troubles.sweep(this.clock.unixMs());
    let left = this.random.below(WEIGHT);
    const row = TABLE.find(({ weight }) => (left -= weight) < 0)!;
    const [least, most] = row.seconds;
    const untilMs = this.clock.unixMs() + (least + this.random.below(most - least + 1)) * 1000;
    const trouble = { kind: row.kind, untilMs };
    const object = row.target === 'node' ? this.pick('nodes') : this.healthyPod();
    if (!object) return;
    if (row.target === 'successor') this.strikeSuccessor(object as Pod, trouble);
    else this.controllers.trouble(row.target === 'node' ? 'nodes' : 'pods', object, trouble);
  }

  /** A pod is deleted, and the next one of its ReplicaSet has the trouble. */
  private strikeSuccessor(pod: Pod, trouble: { readonly kind: TroubleKind; readonly untilMs: number }): void {
    const { index, troubles } = this.controllers;
    const owner = (pod.metadata.ownerReferences ?? [])[0];
    const set = owner && index.get('replicasets', pod.metadata.namespace ?? '', owner.name);
    if (!set) return;
    troubles.set(set.metadata.uid, trouble);
    this.controllers.deletePod(pod);
  }

  private healthyPod(): Pod | undefined {
    for (let i = 0; i < TRIES; i++) {
      const pod = this.pick('pods') as Pod | undefined;
      if (pod && isActive(pod) && isReady(pod) && pod.metadata.ownerReferences?.[0]?.kind === 'ReplicaSet') return pod;
    }
    return undefined;
  }

  private pick(plural: string): ApiObject | undefined {
    const { items } = this.controllers.index.collection(plural)!;
    let left = this.random.below(Math.max(1, items.size));
    for (const { value } of items.values()) if (left-- === 0) return value;
    return undefined;
  }
}
