import type { Cluster } from '../../src/simulator/cluster.ts';
import type { Random } from '../../src/simulator/generate/random.ts';
import type { JsonObject } from '../../src/simulator/objects.ts';

/** Changes objects by chance; each write gives the object a revision of its own, which the exporters show as a label. */
export class Writer {
  private readonly cluster: Cluster;
  private readonly chance: Random;
  private readonly uids = new Map<string, string>();
  private revs = 0;
  private names = 0;

  constructor(cluster: Cluster, chance: Random) {
    this.cluster = cluster;
    this.chance = chance;
  }

  /** UID of an object by the text of the label that tells it apart; undefined: there never was one. */
  uidOf(plural: string, key: string): string | undefined {
    return this.uids.get(`${plural} ${key}`);
  }

  fill(objects: number): void {
    for (let i = 0; i < objects; i++) this.create(this.plural());
  }

  /** One change. */
  step(): void {
    const plural = this.plural();
    const all = [...this.cluster.of(plural).items.values()];
    const kind = this.chance.next();
    if (kind < 0.2 || all.length < 3) this.create(plural);
    else {
      const { metadata } = this.chance.pick(all).value;
      const { namespace = '', name } = metadata;
      if (kind < 0.4) this.cluster.delete(this.cluster.of(plural), namespace, name);
      else this.put(plural, namespace, name);
    }
  }

  private plural(): string {
    return this.chance.chance(0.7) ? 'pods' : 'configmaps';
  }

  private create(plural: string): void {
    // Names are not used twice, as configmaps are told apart by them.
    this.put(plural, `ns-${this.chance.below(3)}`, `o-${this.names++}`);
  }

  private put(plural: string, namespace: string, name: string): void {
    const object = { metadata: { namespace, name, labels: { rev: String(++this.revs) } } };
    const { metadata } = this.cluster.put(this.cluster.of(plural), object as unknown as JsonObject).value;
    this.uids.set(`${plural} ${plural === 'pods' ? metadata.uid : name}`, metadata.uid);
  }
}
