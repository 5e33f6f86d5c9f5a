import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type { Script } from 'node:vm';
import { loadRelease } from '../src/system/code-cache.ts';
import { freePort } from '../test/support/process.ts';

/**
 * Runs a release against simulated clusters and keeps what V8 has compiled of it: `warm.ts DIST`. Over HTTP, and over HTTPS where there is
 * openssl to make a certificate, as the clients differ.
 */

const [dist] = process.argv.slice(2) as [string];
const WITHIN_MS = 60_000;

const scripts = new Map<string, Script>();
const { run } = loadRelease(path.join(dist, 'program.cjs'), (file, script) => scripts.set(file, script)) as {
  run(argv: readonly string[]): Promise<void>;
};
const folder = mkdtempSync(path.join(tmpdir(), 'warm-'));
const started: ChildProcess[] = [];
try {
  process.exitCode = await warm();
} finally {
  for (const each of started) each.kill();
  rmSync(folder, { recursive: true });
}
// The program runs on until it gets a signal.
process.exit();

async function warm(): Promise<number> {
  for (const [i, tls] of [[], certificate()].entries()) {
    if (i > 0 && tls.length === 0) continue;
    const kubeconfig = path.join(folder, `config-${i}`);
    await simulate(kubeconfig, tls);
    const [port, telemetryPort] = [await freePort(), await freePort()];
    const local = ['--host=127.0.0.1', '--telemetry-host=127.0.0.1', '--log_file', path.join(folder, 'log')];
    void run([
      '--kubeconfig',
      kubeconfig,
      `--port=${port}`,
      `--telemetry-port=${telemetryPort}`,
      ...local,
      '--logtostderr=false',
      '--stderrthreshold=2',
    ]);
    await answered(`http://127.0.0.1:${telemetryPort}/readyz`);
    for (const url of [`http://127.0.0.1:${port}/metrics`, `http://127.0.0.1:${telemetryPort}/metrics`]) {
      for (const encoding of ['gzip', 'identity'])
        await (await fetch(url, { headers: { 'accept-encoding': encoding } })).bytes();
    }
  }
  // The heap is tightened after a sync; V8 takes compiled code under the flags of a start only.
  setFlagsFromString('--heap-growing-percent=0');
  for (const [file, script] of scripts) writeFileSync(`${file}.cache`, script.createCachedData());
  return 0;
}

/** Starts a simulated cluster; resolves when it answers. */
function simulate(kubeconfig: string, flags: readonly string[]): Promise<void> {
  const program = path.join(dist, 'kube-state-metrics.cjs');
  const argv = [
    'simulate',
    '--pods=100',
    '--nodes=5',
    '--churn=50',
    '--ready-json',
    '--kubeconfig',
    kubeconfig,
    ...flags,
  ];
  const child = spawn(process.execPath, [program, ...argv], { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  return new Promise((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the simulated cluster did not start (exit code ${code})`)));
  });
}

function certificate(): string[] {
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  try {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-keyout',
        key,
        '-out',
        cert,
        ...subject,
      ],
      { stdio: 'ignore' },
    );
  } catch {
    process.stderr.write('openssl cannot be run: no code is compiled for HTTPS\n');
    return [];
  }
  return ['--tls-cert', cert, '--tls-key', key];
}

async function answered(url: string): Promise<void> {
  for (const end = Date.now() + WITHIN_MS; Date.now() < end; await delay(50)) {
    const response = await fetch(url).catch(() => undefined);
    await response?.bytes();
    if (response?.ok) return;
  }
  throw new Error(`no answer within ${WITHIN_MS / 1000} s: ${url}`);
}
