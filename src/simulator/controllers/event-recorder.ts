import type { Cluster } from '../cluster.ts';
import type { Random } from '../generate/random.ts';
import type { JsonObject } from '../objects.ts';
import type { Change } from './change.ts';
import { timeText } from './conditions.ts';

/** Events that are kept; servers keep them for an hour. */
const KEPT = 2_000;

/** Writes the events that controllers tell, counting those that repeat. */
export class EventRecorder {
  private readonly cluster: Cluster;
  private readonly random: Random;
  /** Namespace and name by object, reason and message, oldest first. */
  private readonly known = new Map<string, { readonly namespace: string; readonly name: string }>();

  constructor(cluster: Cluster, random: Random) {
    this.cluster = cluster;
    this.random = random;
  }

  record({ about, type, reason, message, source }: Extract<Change, { do: 'event' }>, nowMs: number): void {
    const { cluster } = this;
    const { uid, name, namespace = 'default' } = about.metadata;
    const home = cluster.get(cluster.of('namespaces'), '', namespace);
    if (!home || home.value.metadata.deletionTimestamp) return;
    const events = cluster.of('events');
    const time = timeText(nowMs);
    const key = `${uid} ${reason} ${message}`;
    const known = this.known.get(key);
    const old = known && cluster.get(events, known.namespace, known.name);
    if (old) {
      cluster.put(events, { ...old.value, count: Number(old.value.count) + 1, lastTimestamp: time });
      return;
    }
    const event = { namespace, name: `${name}.${this.random.hex(16)}` };
    this.known.delete(key);
    this.known.set(key, event);
    cluster.put(events, {
      metadata: event,
      involvedObject: referenceTo(about),
      type,
      reason,
      message,
      source: { component: source },
      reportingComponent: source,
      reportingInstance: '',
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
    });
    this.forget();
  }

  private forget(): void {
    for (const [key, { namespace, name }] of this.known) {
      if (this.known.size <= KEPT) return;
      this.known.delete(key);
      this.cluster.delete(this.cluster.of('events'), namespace, name);
    }
  }
}

function referenceTo({
  apiVersion,
  kind,
  metadata: { namespace, name, uid, resourceVersion },
}: JsonObject & {
  readonly metadata: JsonObject;
}): JsonObject {
  return { apiVersion, kind, namespace, name, uid, resourceVersion };
}
