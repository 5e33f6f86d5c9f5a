import { definition, type Versions } from './definitions.ts';
import { type Cluster, put } from './fleet.ts';

/** The group of all kinds of a storm. */
export const STORM_GROUP = 'storm.example.com';
const KINDS = 300;
const VERSIONS = ['v1alpha1', 'v1', 'v2'];
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
/** Definitions changed at a time, and the pause behind them. */
const AT_ONCE = 5;
const PAUSE_MS = 40;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

async function remove({ url }: Cluster, name: string): Promise<void> {
  await (await fetch(`${url}${DEFINITIONS}/${name}`, { method: 'DELETE' })).text();
}

/** Definitions that are changed at random, and the kinds that they serve. */
export class DefinitionStorm {
  readonly served = new Map<string, Versions>();
  changes = 0;
  private readonly cluster: Cluster;
  private state: number;

  constructor(cluster: Cluster, seed: number) {
    this.cluster = cluster;
    this.state = (seed % 2_147_483_646) + 1;
  }

  /** Changes definitions for so long. */
  async run(seconds: number): Promise<void> {
    const end = Date.now() + seconds * 1_000;
    while (Date.now() < end) {
      for (let i = 0; i < AT_ONCE; i++) await this.step();
      await pause(PAUSE_MS);
    }
  }

  private async step(): Promise<void> {
    const i = this.random(KINDS);
    const [plural, kind] = [`things${i}`, `Thing${i}`];
    this.changes++;
    if (this.random(4) === 0) {
      this.served.delete(plural);
      await remove(this.cluster, `${plural}.${STORM_GROUP}`);
      return;
    }
    const names = VERSIONS.filter((_, at) => at === 0 || this.random(2) === 0);
    const versions = Object.fromEntries(names.map((name) => [name, this.random(3) > 0]));
    this.served.set(plural, versions);
    await put(this.cluster, DEFINITIONS, definition(kind, plural, STORM_GROUP, versions));
    const version = names.find((name) => versions[name]);
    if (version === undefined) return;
    const object = { metadata: { name: 'one', namespace: 'default' }, spec: { size: this.changes } };
    await put(this.cluster, `/apis/${STORM_GROUP}/${version}/namespaces/default/${plural}`, object);
  }

  /** Deletes all definitions. */
  async end(): Promise<void> {
    for (const plural of this.served.keys()) await remove(this.cluster, `${plural}.${STORM_GROUP}`);
    this.served.clear();
  }

  /** The kinds that have to be watched, as the simulator names them. */
  expected(): readonly string[] {
    return [...this.served]
      .flatMap(([plural, versions]) =>
        Object.entries(versions).map(([name, served]) => (served ? `${plural}.${name}.${STORM_GROUP}` : '')),
      )
      .filter((name) => name !== '')
      .sort();
  }

  private random(below: number): number {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return this.state % below;
  }
}

/** Scrapes until it is stopped, and keeps the responses that do not show all pods and nodes. */
export class SteadyScraper {
  scrapes = 0;
  readonly dips: string[] = [];
  private running = true;
  private readonly loop: Promise<void>;

  constructor(metrics: string, pods: number, nodes: number) {
    this.loop = (async () => {
      while (this.running) {
        const response = await fetch(`${metrics}/metrics`);
        const text = await response.text();
        const seen = `${response.status}: ${count(text, /^kube_pod_info\{/gm)} pods, ${count(text, /^kube_node_info\{/gm)} nodes`;
        if (seen !== `200: ${pods} pods, ${nodes} nodes`) this.dips.push(seen);
        this.scrapes++;
        await pause(20);
      }
    })();
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.loop;
  }
}
