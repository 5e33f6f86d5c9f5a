import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, freePort, loopbackPorts, program, type Running, run } from '../support/process.ts';

/** A folder as the kubelet mounts a ConfigMap: `config.yaml` by way of a link that is exchanged as a whole. */
class MountedConfigMap {
  readonly folder: string;
  private version = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  get file(): string {
    return path.join(this.folder, 'config.yaml');
  }

  write(text: string): void {
    const name = `..${this.version++}`;
    mkdirSync(path.join(this.folder, name), { recursive: true });
    writeFileSync(path.join(this.folder, name, 'config.yaml'), text);
    symlinkSync(name, path.join(this.folder, '..data_tmp'));
    renameSync(path.join(this.folder, '..data_tmp'), path.join(this.folder, '..data'));
    if (this.version === 1) symlinkSync('..data/config.yaml', this.file);
    else rmSync(path.join(this.folder, `..${this.version - 2}`), { recursive: true });
  }
}

let simulator: Running;
let api: string;
const scratch = mkdtempSync(path.join(tmpdir(), 'ksm-reload-'));

beforeAll(async () => {
  const port = await freePort();
  api = `http://127.0.0.1:${port}`;
  simulator = run(program, ['simulate', '--pods=300', '--nodes=5', '--churn=20', `--port=${port}`]);
  await eventually(async () => fetch(`${api}/readyz`));
});
afterAll(() => simulator.stop());

interface Exporter {
  readonly process: Running;
  /** Names of the resources that a scrape shows samples of. */
  shown(): Promise<string>;
  /** Value of a self-metric of the configuration file. */
  self(name: string): Promise<number | undefined>;
}

async function start(...flags: string[]): Promise<Exporter> {
  const { port, telemetryPort, listen } = await loopbackPorts();
  const process = run(program, [`--apiserver=${api}`, ...listen, ...flags]);
  await process.waitFor('first sync complete');
  const families = ['pod', 'node', 'namespace', 'service'];
  return {
    process,
    shown: async () => {
      const response = await fetch(`http://127.0.0.1:${port}/metrics`);
      if (response.status !== 200) throw new Error(`scrape answered ${response.status}`);
      const text = await response.text();
      return families.filter((family) => text.includes(`\nkube_${family}_created{`)).join(' ');
    },
    self: async (name) => {
      const text = await (await fetch(`http://127.0.0.1:${telemetryPort}/metrics`)).text();
      const value = new RegExp(`^${name}\\{filename="[^"]*",type="config"\\} (\\S+)$`, 'm').exec(text)?.[1];
      return value === undefined ? undefined : Number(value);
    },
  };
}

const shows = (exporter: Exporter, families: string): Promise<void> =>
  eventually(async () => expect(await exporter.shown()).toBe(families));

describe('a configuration file', () => {
  it('is followed as a mounted ConfigMap while scrapes go on', async () => {
    const map = new MountedConfigMap(path.join(scratch, 'mounted'));
    map.write('resources: {pods: {}, nodes: {}}\n');
    const exporter = await start(`--config=${map.file}`, '--resources=services');
    expect(await exporter.shown()).toBe('pod node');
    const hash = await exporter.self('kube_state_metrics_config_hash');
    expect(hash).toBeGreaterThan(0);
    let scraping = true;
    const seen = new Set<string>();
    const scrapes = (async () => {
      while (scraping) seen.add(await exporter.shown());
    })();
    map.write('resources: {pods: {}, namespaces: {}}\n');
    await shows(exporter, 'pod namespace');
    scraping = false;
    await scrapes;
    expect([...seen]).toEqual(['pod node', 'pod namespace']);
    expect(await exporter.self('kube_state_metrics_config_hash')).not.toBe(hash);
    map.write('resources: {pods: {}}\nport: high\n');
    await exporter.process.waitFor(/config\.yaml:2: port: expected a whole number/);
    expect(await exporter.self('kube_state_metrics_last_config_reload_successful')).toBe(0);
    expect(await exporter.shown()).toBe('pod namespace');
    map.write('resources: {pods: {}}\n');
    await shows(exporter, 'pod');
    expect(await exporter.self('kube_state_metrics_last_config_reload_successful')).toBe(1);
    expect(await exporter.process.stop()).toBe(0);
  });

  it('may appear later, with its folder', async () => {
    const folder = path.join(scratch, 'later');
    const file = path.join(folder, 'config.yaml');
    const exporter = await start(`--config=${file}`, '--continue-without-config=true', '--resources=nodes');
    expect(await exporter.shown()).toBe('node');
    const map = new MountedConfigMap(folder);
    map.write('resources: {pods: {}}\n');
    await shows(exporter, 'pod');
    expect(await exporter.process.stop()).toBe(0);
  });

  it('is loaded again at SIGHUP, and listeners that would move stay', async () => {
    const file = path.join(scratch, 'plain.yaml');
    writeFileSync(file, 'resources: {nodes: {}}\n');
    const exporter = await start(`--config=${file}`);
    writeFileSync(file, 'resources: {nodes: {}}\nport: 1\n');
    exporter.process.child.kill('SIGHUP');
    await exporter.process.waitFor('takes effect at the next start only: --port');
    expect(await exporter.shown()).toBe('node');
    expect(await exporter.process.stop()).toBe(0);
  });

  it('with a fault ends the start with file and line', async () => {
    const file = path.join(scratch, 'bad.yaml');
    writeFileSync(file, 'resources: {nodes: {}}\nport: high\n');
    const process = run(program, [`--apiserver=${api}`, `--config=${file}`]);
    await process.waitFor(`Error: ${file}:2: port: expected a whole number, found "high"`);
    await eventually(() => expect(process.child.exitCode).toBe(1));
  });
});
