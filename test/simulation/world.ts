import { type App, startApp } from '../../src/app/app.ts';
import type { Files } from '../../src/base/files.ts';
import { compileOptions } from '../../src/config/options.ts';
import { readWhole } from '../../src/model/transport.ts';
import { resources } from '../../src/resources/index.ts';
import type { Share } from '../../src/sharding/share.ts';
import { Cluster } from '../../src/simulator/cluster.ts';
import { Random } from '../../src/simulator/generate/random.ts';
import { openSimulator, type Simulator } from '../../src/simulator/server.ts';
import { compression } from '../support/packing.ts';
import { SimulatedClock } from '../support/simulated-clock.ts';
import { SimulatedNetwork } from '../support/simulated-network.ts';
import { History } from './history.ts';
import { FOLLOWED, Judge } from './oracle.ts';
import { Writer } from './writer.ts';

const START = Date.UTC(2030, 0, 1);
const API_PORT = 6443;

/** An exporter of the fleet, and what judges it. */
export interface Member {
  readonly share: Share;
  readonly judge: Judge;
  readonly port: number;
  app: App | undefined;
}

/** An API server, a writer and a fleet on simulated time and in simulated networks; everything follows from the seed. */
export class World {
  readonly clock: SimulatedClock;
  readonly network: SimulatedNetwork;
  readonly chance: Random;
  readonly cluster = new Cluster({ nowMs: START, seed: 1 });
  readonly histories: ReadonlyMap<string, History>;
  readonly writer: Writer;
  readonly members: readonly Member[];
  server!: Simulator;
  /** Called between the changes of `live`. */
  onLive = async (): Promise<void> => {};

  constructor(seed: number) {
    this.clock = new SimulatedClock(seed, START);
    this.network = new SimulatedNetwork(this.clock);
    this.chance = new Random(seed * 31 + 7);
    const { clock, cluster } = this;
    this.histories = new Map(FOLLOWED.map(({ plural }) => [plural, new History(cluster, plural, clock.now)]));
    this.writer = new Writer(cluster, this.chance);
    const total = 1 + this.chance.below(3);
    const algorithm = this.chance.pick(['jump', 'md5', 'range'] as const);
    this.members = Array.from({ length: total }, (_, shard) => {
      const share = { algorithm, shard, total };
      const judge = new Judge(this.histories, (plural, key) => this.writer.uidOf(plural, key), share);
      return { share, judge, port: 8_000 + 10 * shard, app: undefined };
    });
  }

  async open(): Promise<void> {
    const { clock, network, cluster, chance } = this;
    this.writer.fill(20 + chance.below(40));
    const options = {
      cluster,
      port: API_PORT,
      watchList: chance.chance(0.7),
      shardedListAndWatch: chance.chance(0.5),
      bookmarkMs: 5_000 + chance.below(55_000),
    };
    this.server = await clock.runUntil(openSimulator({ clock, network }, options));
    for (const member of this.members) await this.start(member);
  }

  /** Starts an exporter; it need not be able to sync. */
  async start(member: Member): Promise<void> {
    const { share, port } = member;
    const args = [
      `--apiserver=http://api:${API_PORT}`,
      '--resources=pods,configmaps',
      '--metric-allowlist=^kube_(pod|configmap)_labels$',
      '--metric-labels-allowlist=pods=[rev],configmaps=[rev]',
      `--shard=${share.shard}`,
      `--total-shards=${share.total}`,
      `--sharding-algorithm=${share.algorithm}`,
      `--port=${port}`,
      `--telemetry-port=${port + 1}`,
      ...(this.chance.chance(0.2) ? ['--enable-gzip-encoding=false'] : []),
    ];
    const memory = { usedBytes: () => 0, limitBytes: Number.POSITIVE_INFINITY };
    const { clock, network } = this;
    const ports = { memory, clock, network, files: noFiles, compression, threads: undefined, env: {} };
    const options = compileOptions(args, { resources });
    member.judge.restart();
    member.app = await clock.runUntil(startApp({ options, resources, ports, log: quiet }));
  }

  async stop(member: Member): Promise<void> {
    const { app } = member;
    member.app = undefined;
    // A process that is killed does not say goodbye.
    if (app) await this.clock.runUntil(app.stop(Promise.resolve()));
  }

  /** Passes time. */
  pass(ms: number): Promise<void> {
    return this.clock.runUntil(new Promise<void>((resolve) => this.clock.after(ms, resolve)));
  }

  /** Passes time in which objects change, and scrapes come. */
  async live(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    while (this.clock.now() < end) {
      await this.pass(Math.min(end - this.clock.now(), 50 + this.chance.below(3_000)));
      for (let i = this.chance.below(4); i > 0; i--) this.writer.step();
      if (this.chance.chance(0.3)) await this.onLive();
    }
  }

  /** Requests a path of a member; the status, and the text. */
  async get(port: number, path: string): Promise<{ status: number; text: string }> {
    const client = this.network.connect();
    const { signal } = new AbortController();
    const url = `http://exporter:${port}${path}`;
    const { status, body } = await client.send({ url, method: 'GET', headers: {}, signal });
    return { status, text: (await readWhole(body)).toString() };
  }
}

const quiet = { info() {}, warn() {}, error() {}, debug() {} };
const missing = (path: string): never => {
  throw new Error(`no file ${path}`);
};
const noFiles: Files = {
  exists: () => false,
  readNow: missing,
  read: async (path) => missing(path),
  statNow: () => undefined,
  stat: async () => undefined,
  listNow: () => [],
};
