import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort, program, run } from '../support/process.ts';

const call = (...args: string[]) => spawnSync(program, args, { encoding: 'utf8' });

describe('the program', () => {
  it('prints its version and its help', () => {
    expect(execFileSync(program, ['version'], { encoding: 'utf8' })).toMatch(
      /^kube-state-metrics, version \d+\.\d+\.\d+/,
    );
    for (const word of ['--help', '-h', 'help'])
      expect(call(word)).toMatchObject({ status: 0, stdout: expect.stringContaining('--metric-labels-allowlist') });
    expect(call('simulate', '--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--no-watchlist') });
    expect(call('completion', 'bash').stdout).toContain('complete -F');
  });

  it.each([
    [['--nosuch'], 'unknown flag --nosuch'],
    [['--port=x'], '--port: expected a whole number'],
    [['--resources=foo'], '--resources: unknown resource "foo"'],
    [['--kubeconfig=/missing'], '--kubeconfig /missing: no such file'],
    [['--kubeconfig=/'], '--kubeconfig /: expected a file, found a directory'],
    [['simulate', '--tls-cert=/missing', '--tls-key=/missing'], '--tls-cert /missing: no such file'],
    [['--config=/missing', '--apiserver=http://127.0.0.1:1'], '--config'],
    [['completion', 'tcsh'], 'expected bash, zsh, fish or powershell'],
    [['simulate', '--pods=many'], '--pods: expected a whole number, found "many"'],
    [['--port=x', '--nosuch'], 'Error: unknown flag --nosuch; see --help\nError: --port: expected a whole number'],
  ])('ends with an error that names the flag for %j', (args, message) => {
    const { status, stderr } = call(...args);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  it('says which port is taken', async () => {
    const { createServer } = await import('node:http');
    const server = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const { status, stderr } = await new Promise<{ status: number | null; stderr: string }>((resolve) => {
      const taken = run(program, [
        '--apiserver=http://127.0.0.1:1',
        '--host=127.0.0.1',
        `--port=${port}`,
        '--telemetry-port=0',
      ]);
      taken.child.once('close', (status) => resolve({ status, stderr: taken.output() }));
    });
    server.close();
    expect(status).toBe(1);
    expect(stderr).toContain(`cannot listen on 127.0.0.1 port ${port}`);
  });
});

describe('the demo', () => {
  it('simulates a cluster of 8,000 pods, says where everything is, and ends when told to', async () => {
    const [port, telemetryPort] = [await freePort(), await freePort()];
    const demo = run(program, ['demo', `--port=${port}`, `--telemetry-port=${telemetryPort}`]);
    await demo.waitFor('Stop with Ctrl-C');
    expect(demo.output()).toContain(`http://127.0.0.1:${port}/metrics`);
    expect(demo.output()).toContain('--kubeconfig ~/.kube/config');
    const scrape = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const first = await scrape();
    expect(first.match(/^kube_pod_info\{/gm)!.length).toBeGreaterThanOrEqual(7_900);
    // It goes on changing.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await scrape()).not.toBe(first);
    expect(await demo.stop('SIGINT')).toBe(0);
  });

  it.each(['SIGTERM', 'SIGHUP'] as const)('leaves no files behind after %s', async (signal) => {
    const temporary = mkdtempSync(path.join(tmpdir(), 'ksm-e2e-demo-'));
    try {
      const flags = ['--pods=20', '--nodes=2', '--port=0', '--telemetry-port=0'];
      const demo = run(program, ['demo', ...flags], { ...process.env, TMPDIR: temporary });
      await demo.waitFor('Stop with Ctrl-C');
      expect(readdirSync(temporary)).not.toEqual([]);
      expect(await demo.stop(signal)).toBe(0);
      expect(readdirSync(temporary)).toEqual([]);
    } finally {
      rmSync(temporary, { recursive: true });
    }
  });
});
