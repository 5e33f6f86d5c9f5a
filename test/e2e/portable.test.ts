import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Exporter, program, type Running, run, startExporter } from '../support/process.ts';

const preload = fileURLToPath(new URL('../support/without-webassembly.mjs', import.meta.url));
const env = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => {
  const { KSM_PORTABLE: _, ...rest } = process.env;
  return { ...rest, ...more };
};

let simulator: Running;
let kubeconfig: string;
beforeAll(async () => {
  simulator = run(program, ['simulate', '--ready-json', '--pods=300', '--nodes=10', '--controllers=false']);
  await simulator.waitFor('\n');
  ({ kubeconfig } = JSON.parse(simulator.output()) as { kubeconfig: string });
});
afterAll(() => simulator.stop());

interface Seen {
  readonly identity: string;
  /** Asked for with gzip, which the client takes away. */
  readonly gzip: string;
  readonly info: string;
  readonly logs: string;
}

async function see(flags: readonly string[], environment: NodeJS.ProcessEnv): Promise<Seen> {
  const exporter: Exporter = await startExporter(kubeconfig, flags, environment);
  try {
    const get = async (url: string, encoding: string): Promise<string> =>
      (await fetch(url, { headers: { 'Accept-Encoding': encoding } })).text();
    const self = await get(`${exporter.telemetry}/metrics`, 'identity');
    return {
      identity: await get(`${exporter.metrics}/metrics`, 'identity'),
      gzip: await get(`${exporter.metrics}/metrics`, 'gzip'),
      info: /^kube_state_metrics_fast_paths_info\{(.*)\} 1$/m.exec(self)?.[1] ?? '',
      logs: exporter.exporter.output(),
    };
  } finally {
    await exporter.stop();
  }
}

const version = (args: readonly string[], environment: NodeJS.ProcessEnv): string =>
  execFileSync(program, ['version', ...args], { encoding: 'utf8', env: environment });

const FAST = 'reader="generated",inflate="handle",codec="wasm",http="undici"';
const PLAIN = 'reader="interpreted",inflate="one-shot",codec="plain",http="node"';
const FALLBACK = 'a fast path is not available';

describe('fast paths', () => {
  let fast: Seen;
  beforeAll(async () => {
    fast = await see([], env());
  });

  it('are taken, without a word', () => {
    expect(fast.info).toBe(FAST);
    expect(fast.logs).not.toContain(FALLBACK);
    expect(fast.gzip).toBe(fast.identity);
    expect(fast.identity.match(/^kube_pod_info\{/gm)).toHaveLength(300);
    expect(version([], env())).toMatch(/reader: +generated\n +inflate: +handle\n +codec: +wasm\n +http: +undici\n/);
  });

  it.each<readonly [how: string, flags: readonly string[], environment: NodeJS.ProcessEnv]>([
    ['--portable', ['--portable'], env()],
    ['KSM_PORTABLE=1', [], env({ KSM_PORTABLE: '1' })],
  ])('are left alone with %s, with the same metrics', async (_, flags, environment) => {
    const plain = await see(flags, environment);
    expect(plain.info).toBe(PLAIN);
    expect(plain.logs).not.toContain(FALLBACK);
    expect(plain.identity).toBe(fast.identity);
    expect(plain.gzip).toBe(fast.identity);
    expect(version(flags, environment)).toContain('plain (--portable)');
  });

  it.each([
    [
      'WebAssembly',
      { NODE_OPTIONS: `--import=${preload}` },
      'reader="generated",inflate="handle",codec="plain",http="node"',
      /codec: +plain \(this process has no WebAssembly\)\n/,
    ],
    [
      'code generation',
      { NODE_OPTIONS: '--disallow-code-generation-from-strings' },
      'reader="interpreted",inflate="handle",codec="wasm",http="undici"',
      /reader: +interpreted \(Code generation from strings disallowed for this context\)\n/,
    ],
  ])('are replaced where there is no %s, in one line of the log, with the same metrics', async (_, more, info, why) => {
    const environment = env(more);
    const seen = await see([], environment);
    expect(seen.info).toBe(info);
    expect(seen.logs.split(FALLBACK)).toHaveLength(2);
    expect(seen.identity).toBe(fast.identity);
    expect(seen.gzip).toBe(fast.identity);
    expect(version([], environment)).toMatch(why);
  });
});
