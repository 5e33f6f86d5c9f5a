import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually, freePort, program, root, run, type Stack, startStack } from '../support/process.ts';

let stack: Stack | undefined;
afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});

/** A scrape whose answer is larger than what sockets hold, and nobody reads it. */
async function stalled(url: string): Promise<Socket> {
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  socket.write('GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n');
  return socket;
}
const inFlight = async (telemetry: string): Promise<void> =>
  expect(await (await fetch(`${telemetry}/metrics`)).text()).toContain('\nkube_state_metrics_scrapes_in_flight 1\n');

describe('signals', () => {
  it('end the process when answers are done, and a second one at once', async () => {
    stack = await startStack(['--pods', '3000'], ['--shutdown-timeout=10m', '--server-write-timeout=10m']);
    const { exporter, metrics, telemetry } = stack;
    const socket = await stalled(metrics);
    await eventually(() => inFlight(telemetry));
    exporter.child.kill('SIGTERM');
    // It takes no more connections, and waits.
    await eventually(() => expect(fetch(`${metrics}/healthz`)).rejects.toThrow());
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(exporter.child.exitCode).toBeNull();
    const start = performance.now();
    expect(await exporter.stop('SIGTERM')).toBe(0);
    expect(performance.now() - start).toBeLessThan(5_000);
    socket.destroy();
  });

  it('do not open the debugger, however the program is started', async () => {
    const launched: [string, string[]][] = [
      [program, []],
      [process.execPath, [path.join(root, 'src/main.ts')]],
    ];
    for (const [command, args] of launched) {
      const [port, telemetryPort] = [await freePort(), await freePort()];
      const listen = ['--host=127.0.0.1', `--port=${port}`, '--telemetry-host=127.0.0.1'];
      const all = [...args, '--apiserver=http://127.0.0.1:1', ...listen, `--telemetry-port=${telemetryPort}`];
      const exporter = run(command, all);
      const alive = async (): Promise<void> =>
        expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
      await eventually(alive);
      exporter.child.kill('SIGUSR1');
      await new Promise((resolve) => setTimeout(resolve, 500));
      await alive();
      expect(exporter.output()).not.toContain('Debugger listening');
      await exporter.stop();
    }
  });
});

describe('the kubeconfig of the simulated API server', () => {
  it('is for its owner alone, also where the file was there, and goes with the simulator', async () => {
    const own = run(program, ['simulate', '--ready-json', '--pods', '5']);
    await own.waitFor('\n');
    const { kubeconfig } = JSON.parse(own.output()) as { kubeconfig: string };
    expect(statSync(kubeconfig).mode & 0o777).toBe(0o600);
    expect(await own.stop()).toBe(0);
    expect(existsSync(path.dirname(kubeconfig))).toBe(false);

    const folder = mkdtempSync(path.join(tmpdir(), 'ksm-ending-'));
    const named = path.join(folder, 'kubeconfig');
    writeFileSync(named, 'old', { mode: 0o644 });
    const simulator = run(program, ['simulate', '--ready-json', '--pods', '5', '--token', 't', '--kubeconfig', named]);
    await simulator.waitFor('\n');
    expect(statSync(named).mode & 0o777).toBe(0o600);
    expect(readFileSync(named, 'utf8')).toContain('token: t');
    expect(await simulator.stop()).toBe(0);
    expect(existsSync(named)).toBe(true);
    rmSync(folder, { recursive: true });
  });
});
