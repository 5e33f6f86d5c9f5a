import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hashSync } from 'bcryptjs';
import { afterEach, describe, expect, it } from 'vitest';
import { type Case, readCases } from '../support/compatibility/case.ts';
import { serveCase } from '../support/compatibility/cluster.ts';
import { expectations } from '../support/compatibility/expectations.ts';
import { canChangeUser, driveProbes, type Pod, startPod } from '../support/compatibility/pod.ts';
import { serverChain, serverKey } from '../support/pki.ts';
import { eventually, program } from '../support/process.ts';
import type { Simulator } from '../support/simulator.ts';

/**
 * Charts and platforms as they render: the program runs with their arguments, environment and files against an API server that
 * grants what their roles grant, and their probes are driven.
 */

const cases = readCases();
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const serve = async (given: Case): Promise<Simulator> => {
  const simulator = await serveCase(given);
  stops.push(() => simulator.stop());
  return simulator;
};

/** Files that cases mount with contents that only this test knows. */
const secrets: Readonly<Record<string, string>> = {
  CERT: serverChain,
  KEY: serverKey,
  BCRYPT: hashSync('secret', 4),
};
const filled = (given: Case): Record<string, string> =>
  Object.fromEntries(
    Object.entries(given.files).map(([file, text]) => [
      file,
      text.replace(/CERT|KEY|BCRYPT/g, (word) => secrets[word] ?? ''),
    ]),
  );

async function start(given: Case, simulator: Simulator, ordinal = 0): Promise<Pod> {
  const pod = await startPod(given, { server: simulator.url, ordinal, files: filled(given) });
  // A member of a fleet would wait for its successor.
  stops.push(() => pod.stop('SIGKILL'));
  return pod;
}

/** Alive, and neither ready nor serving, with the reason in the log. */
async function expectUnready({ probes }: Case, pod: Pod): Promise<void> {
  await pod.running.waitFor(/403/, 40_000);
  expect(await pod.probe(probes.liveness!)).toBe(200);
  expect(await pod.probe(probes.readiness!)).toBe(503);
  expect((await pod.get(8080, '/metrics')).status).toBe(503);
}

const familiesOf = (text: string): Set<string> => new Set([...text.matchAll(/^(\w+)\{/gm)].map(([, name]) => name!));

it('has an expectation for each case', () =>
  expect([...cases.keys()].sort()).toEqual(Object.keys(expectations).sort()));

it.skipIf(!canChangeUser)(
  'run as a user without a name (skipped where this user is not root, or there is no setpriv)',
  async () => {
    const given = cases.get('chart-defaults')!;
    const pod = await start(given, await serve(given));
    await driveProbes(given, pod);
    const status = readFileSync(`/proc/${pod.running.child.pid}/status`, 'utf8');
    expect(status).toMatch(/^Uid:(\t12345){4}$/m);
    expect(status).toMatch(/^CapBnd:\t0+$/m);
    expect(pod.running.output()).not.toMatch(/EACCES|EROFS|EPERM/);
  },
);

describe('arguments that kube-state-metrics refuses too', () => {
  it.each([
    [['--collectors=pods'], '--resources'],
    [['--metric-blacklist=kube_pod_.*'], '--metric-denylist'],
    [['--metric-whitelist=kube_pod_.*'], '--metric-allowlist'],
    [['--namespace=default'], '--namespaces'],
    [['--metric-labels-allowlist=pods=[*],node=[*]'], 'unknown resource "node"'],
  ])('%j end the process, naming %s', (args, words) => {
    const { status, stderr } = spawnSync(program, ['--apiserver=http://127.0.0.1:1', ...args], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(status).toBe(1);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('    at ');
  });
});

describe.each([...cases])('%s', (name, given) => {
  const wanted = expectations[name]!;

  it('starts with its arguments and permissions, passes its probes, and serves its metrics', async () => {
    const simulator = await serve(given);
    const pods = await Promise.all(Array.from({ length: given.replicas }, (_, i) => start(given, simulator, i)));
    const texts: string[] = [];
    for (const pod of pods) {
      if (wanted.unready) {
        await expectUnready(given, pod);
        return;
      }
      await driveProbes(given, pod);
      const answer = await eventually(async () => {
        const found = await pod.get(wanted.port ?? 8080, '/metrics', wanted.headers);
        expect(found.status, pod.running.output().slice(-1_000)).toBe(200);
        return found;
      }, 40_000);
      texts.push(answer.text);
      expect((await pod.get(wanted.telemetryPort ?? 8081, '/metrics', wanted.headers)).text).toContain('process_');
    }
    const found = familiesOf(texts.join('\n'));
    expect(wanted.has.filter((family) => !found.has(family))).toEqual([]);
    expect((wanted.hasNot ?? []).filter((family) => found.has(family))).toEqual([]);
    for (const [i, pattern] of (wanted.lines ?? []).entries())
      expect(texts.join('\n').match(pattern)?.length ?? 0, `lines[${i}]`).toBeGreaterThan(0);
    const podNames = texts.flatMap((text) =>
      [...text.matchAll(/^kube_pod_info\{namespace="([^"]+)",pod="([^"]+)"/gm)].map(String),
    );
    expect(new Set(podNames).size).toBe(podNames.length);
    if (wanted.pods !== undefined) expect(podNames).toHaveLength(wanted.pods(simulator.cluster));
    // The refused are named, and no more of them than the roles leave out.
    const verbose = (await pods[0]!.get(wanted.telemetryPort ?? 8081, '/readyz?verbose', wanted.headers)).text;
    const refused = [...verbose.matchAll(/^.*\b403\b.*$/gm)].map(([line]) => line);
    expect(refused.filter((line) => !wanted.refused?.test(line))).toEqual([]);
    expect(refused.length > 0).toBe(wanted.refused !== undefined);
  });
});
