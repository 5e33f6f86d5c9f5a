import { readFileSync } from 'node:fs';
import { resources } from '../../src/resources/index.ts';
import { eventually, freePort, program, type Running, run } from './process.ts';

/** Fleets of exporters as processes beside a simulated cluster, scraped as a whole. */

/** Leases are left out: those of the fleet itself come and go. */
const SHOWN = resources.filter((r) => r.byDefault && r.plural !== 'leases').map((r) => r.plural);
export const NAMESPACE = 'default';

export interface Cluster {
  readonly url: string;
  readonly kubeconfig: string;
  stop(): Promise<void>;
}

export async function startCluster(pods: number, args: readonly string[] = []): Promise<Cluster> {
  const simulator = run(program, [
    'simulate',
    '--ready-json',
    '--pods',
    `${pods}`,
    '--churn',
    '0',
    '--controllers=false',
    ...args,
  ]);
  await simulator.waitFor('\n');
  const { url, kubeconfig } = JSON.parse(simulator.output()) as { url: string; kubeconfig: string };
  return { url, kubeconfig, stop: async () => void (await simulator.stop()) };
}

export async function nodeNames({ url, kubeconfig }: Cluster): Promise<string[]> {
  const answer = await fetch(`${url}/api/v1/nodes`, { headers: authorization(kubeconfig) });
  const { items } = (await answer.json()) as { items: { metadata: { name: string } }[] };
  return items.map((node) => node.metadata.name);
}

function authorization(kubeconfig: string): Record<string, string> {
  return { authorization: `Bearer ${/token: (\S+)/.exec(readFileSync(kubeconfig, 'utf8'))?.[1] ?? ''}` };
}

/** Writes an object, over one of that name if there is one. */
export async function put({ url, kubeconfig }: Cluster, path: string, object: object): Promise<void> {
  const headers = { ...authorization(kubeconfig), 'content-type': 'application/json' };
  const { name } = (object as { metadata: { name: string } }).metadata;
  const body = JSON.stringify(object);
  const created = await fetch(`${url}${path}`, { method: 'POST', headers, body });
  if (created.ok) return;
  const replaced = await fetch(`${url}${path}/${name}`, { method: 'PUT', headers, body });
  if (!replaced.ok) throw new Error(`PUT ${path}/${name}: ${replaced.status} ${await replaced.text()}`);
}

export interface Replica {
  readonly name: string;
  readonly process: Running;
  readonly metrics: string;
  readonly telemetry: string;
}

export async function startReplica(
  cluster: Cluster,
  name: string,
  flags: readonly string[],
  shown: readonly string[] = SHOWN,
): Promise<Replica> {
  const [port, telemetryPort] = [await freePort(), await freePort()];
  const process = run(program, [
    '--kubeconfig',
    cluster.kubeconfig,
    '--host=127.0.0.1',
    `--port=${port}`,
    '--telemetry-host=127.0.0.1',
    `--telemetry-port=${telemetryPort}`,
    `--resources=${shown.join(',')}`,
    ...flags,
  ]);
  const replica = {
    name,
    process,
    metrics: `http://127.0.0.1:${port}`,
    telemetry: `http://127.0.0.1:${telemetryPort}`,
  };
  await eventually(async () => {
    if (!(await fetch(`${replica.metrics}/livez`)).ok) throw new Error('not alive');
  }, 30_000);
  return replica;
}

/** Whether it serves a shard, which a standby that is ready does not. */
export async function isServing({ telemetry }: Replica): Promise<boolean> {
  return /^kube_state_metrics_ready 1$/m.test(await (await fetch(`${telemetry}/metrics`)).text());
}

export async function isReady({ telemetry }: Replica): Promise<boolean> {
  return (await fetch(`${telemetry}/readyz`)).status === 200;
}

export async function untilReady(replica: Replica): Promise<void> {
  await eventually(async () => {
    if (!(await isReady(replica))) throw new Error(`${replica.name} is not ready:\n${replica.process.output()}`);
  }, 60_000);
}

/** The series that a replica shows: names and labels. None while it cannot be scraped. */
async function seriesOf({ metrics }: Replica): Promise<readonly string[]> {
  try {
    const response = await fetch(`${metrics}/metrics`, { signal: AbortSignal.timeout(5_000) });
    if (response.status !== 200) return [];
    const lines = (await response.text()).split('\n');
    return lines.filter((line) => line !== '' && line[0] !== '#').map((line) => line.slice(0, line.lastIndexOf(' ')));
  } catch {
    // It has ended, or is about to.
    return [];
  }
}

/** Seconds in which any series of the cluster was shown by no replica, and by more than one. */
export interface Gaps {
  missingSeconds: number;
  doubleSeconds: number;
  seconds: number;
  scrapes: number;
}

const SCRAPE_MS = 200;

/** Scrapes all replicas of a fleet over and over. */
export class FleetScraper {
  private readonly wanted: ReadonlySet<string>;
  readonly replicas = new Set<Replica>();
  private gaps: Gaps = { missingSeconds: 0, doubleSeconds: 0, seconds: 0, scrapes: 0 };
  private stopped = false;
  private loop: Promise<void> | undefined;

  constructor(wanted: readonly string[]) {
    this.wanted = new Set(wanted);
  }

  /** What one process that shows everything shows. */
  static async open(cluster: Cluster, shown?: readonly string[]): Promise<FleetScraper> {
    const whole = await startReplica(cluster, 'whole', [], shown);
    await untilReady(whole);
    const wanted = await seriesOf(whole);
    await whole.process.stop();
    return new FleetScraper(wanted);
  }

  get series(): number {
    return this.wanted.size;
  }

  start(): void {
    this.loop = this.run();
  }

  /** What was seen since the start or the last call. */
  take(): Gaps {
    const { gaps } = this;
    this.gaps = { missingSeconds: 0, doubleSeconds: 0, seconds: 0, scrapes: 0 };
    return gaps;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.loop;
  }

  /** Resolves when everything is shown once. */
  async untilWhole(patienceMs = 60_000): Promise<void> {
    await eventually(async () => {
      const { missing, double } = await this.look();
      if (missing || double) throw new Error(`series are ${missing ? 'missing' : 'shown twice'}`);
    }, patienceMs);
  }

  private async run(): Promise<void> {
    let last = performance.now();
    while (!this.stopped) {
      const begun = performance.now();
      const { missing, double } = await this.look();
      const seconds = (begun - last) / 1000;
      last = begun;
      this.gaps.scrapes++;
      this.gaps.seconds += seconds;
      if (missing) this.gaps.missingSeconds += seconds;
      if (double) this.gaps.doubleSeconds += seconds;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, SCRAPE_MS - (performance.now() - begun))));
    }
  }

  private async look(): Promise<{ missing: boolean; double: boolean }> {
    const shown = (await Promise.all([...this.replicas].map(seriesOf))).flat();
    const distinct = new Set(shown.filter((series) => this.wanted.has(series)));
    return { missing: distinct.size < this.wanted.size, double: new Set(shown).size < shown.length };
  }
}
