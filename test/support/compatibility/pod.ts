import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually, freePort, has, program, type Running, run } from '../process.ts';
import { type Case, NODE, type Probe } from './case.ts';

/** A user without a name or a home, as platforms choose them. */
const UID = 12_345;
/** The arguments of the image's entrypoint, which those of a manifest follow. */
const ENTRYPOINT = ['--port=8080', '--telemetry-port=8081'];
const PORT_FLAG = /^--(?:telemetry-)?port(?:=(\d+))?$/;

/** Whether this machine can run the program as another user. */
export const canChangeUser = process.getuid?.() === 0 && has('setpriv') && isReadable();

/** A pod of a case, as a kubelet runs it. */
export interface Pod {
  readonly running: Running;
  /** Port of this machine for one of the container. */
  port(inContainer: number): number;
  /** Status of a probe; 0: no answer. */
  probe(probe: Probe): Promise<number>;
  get(
    inContainer: number,
    path: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ status: number; text: string }>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface PodOptions {
  /** Address of the API server. */
  readonly server: string;
  readonly ordinal?: number;
  /** Text of mounted files in place of the case's. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * Starts the program with the arguments, environment and files of a case: without HOME, in a folder that cannot be written to,
 * and as another user where possible. Ports and mounted paths become free ones of this machine.
 */
export async function startPod(given: Case, { server, ordinal = 0, files = {} }: PodOptions): Promise<Pod> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ksm-pod-'));
  const mounts = writeFiles(folder, { ...given.files, ...files }, server);
  const args = expand([...ENTRYPOINT, ...given.args], podFields(given, ordinal));
  const ports = new Map<number, number>();
  for (const port of portsOf(args)) ports.set(port, await freePort());
  const env = {
    PATH: process.env.PATH ?? '',
    KUBECONFIG: path.join(folder, 'kubeconfig'),
    ...Object.fromEntries(Object.entries(podFields(given, ordinal)).filter(([name]) => name in given.env)),
  };
  const words = movePorts(args, ports).map((arg) =>
    mounts.reduce((text, [from, to]) => text.replaceAll(from, to), arg),
  );
  const user = canChangeUser
    ? ['setpriv', `--reuid=${UID}`, `--regid=${UID}`, '--clear-groups', '--bounding-set=-all', '--no-new-privs']
    : [];
  const running = run('env', ['-C', folder, ...user, program, ...words], env);
  const scheme = words.some((word) => word.startsWith('--tls-config')) ? 'HTTPS' : 'HTTP';
  const port = (inContainer: number): number => ports.get(inContainer) ?? 0;
  return {
    running,
    port,
    probe: async (probe) => {
      const added = probe.proxied ? { 'X-Forwarded-For': '10.0.0.1', 'X-Forwarded-Proto': 'https' } : {};
      const seen = probe.proxied ? 'HTTP' : probe.scheme;
      return (await fetchFrom(seen, port(probe.port), probe.path, { ...probe.headers, ...added })).status;
    },
    get: (inContainer, at, headers = {}) => fetchFrom(scheme, port(inContainer), at, headers),
    stop: async (signal) => {
      await running.stop(signal);
      for (const place of [folder, ...mounts.map(([, here]) => here)]) chmodSync(place, 0o755);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Drives the probes as a kubelet does: the startup probe first, then both others. Throws with the log if one does not pass. */
export async function driveProbes({ probes }: Case, pod: Pod): Promise<void> {
  const pass = async (probe: Probe): Promise<void> => {
    if (pod.running.child.exitCode !== null) throw new Error(`ended: ${pod.running.output()}`);
    const status = await pod.probe(probe);
    if (status !== 200) throw new Error(`${probe.path}: ${status}: ${pod.running.output().slice(-1_000)}`);
  };
  for (const probe of [probes.startup, probes.liveness, probes.readiness])
    if (probe) await eventually(() => pass(probe), 60_000);
  // Being ready does not cost a pod its life.
  if (probes.liveness) await pass(probes.liveness);
}

/** Values of the environment by name, with the fields of the pod filled in. */
function podFields({ name, namespace, env, workload }: Case, ordinal: number): Record<string, string> {
  const pod = workload === 'StatefulSet' ? `${name}-${ordinal}` : `${name}-abcd${ordinal}`;
  const fields: Readonly<Record<string, string>> = {
    'metadata.name': pod,
    'metadata.namespace': namespace,
    'spec.nodeName': NODE.replace(/\d$/, String(ordinal)),
  };
  return Object.fromEntries(
    Object.entries(env).map(([key, value]) => [key, typeof value === 'string' ? value : (fields[value.field] ?? '')]),
  );
}

/** Replaces `$(NAME)` as the kubelet does; unknown names stay. */
function expand(args: readonly string[], values: Readonly<Record<string, string>>): string[] {
  return args.map((arg) => arg.replace(/\$\(([\w.-]+)\)/g, (whole, name: string) => values[name] ?? whole));
}

function portsOf(args: readonly string[]): number[] {
  return args.flatMap((arg, i) => (PORT_FLAG.test(arg) ? [Number(PORT_FLAG.exec(arg)![1] ?? args[i + 1])] : []));
}

function movePorts(args: readonly string[], ports: ReadonlyMap<number, number>): string[] {
  return args.map((arg, i) => {
    const isValue = PORT_FLAG.exec(args[i - 1] ?? '')?.[1] === undefined && PORT_FLAG.test(args[i - 1] ?? '');
    if (isValue) return String(ports.get(Number(arg)));
    return PORT_FLAG.exec(arg)?.[1] ? arg.replace(/\d+$/, (port) => String(ports.get(Number(port)))) : arg;
  });
}

/** Writes the mounted files; returns pairs of a folder in the container and the one that stands for it, longest first. */
function writeFiles(folder: string, files: Readonly<Record<string, string>>, server: string): [string, string][] {
  const kubeconfig = `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: '${server}'}}]
contexts: [{name: c, context: {cluster: c, user: ''}}]
current-context: c
`;
  writeFileSync(path.join(folder, 'kubeconfig'), kubeconfig);
  const mounted = new Map<string, string>();
  for (const [file, text] of Object.entries(files)) {
    const inContainer = path.dirname(file);
    const here = path.join(folder, `mount-${mounted.size}`);
    if (!mounted.has(inContainer)) mounted.set(inContainer, here);
    mkdirSync(mounted.get(inContainer)!, { recursive: true });
    writeFileSync(path.join(mounted.get(inContainer)!, path.basename(file)), text === 'KUBECONFIG' ? kubeconfig : text);
  }
  for (const place of mounted.values()) chmodSync(place, 0o555);
  chmodSync(folder, 0o555);
  return [...mounted].sort(([a], [b]) => b.length - a.length);
}

/** Requests once, as a kubelet does: without checking certificates. */
function fetchFrom(
  scheme: Probe['scheme'],
  port: number,
  at: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; text: string }> {
  const request = scheme === 'HTTPS' ? requestTls : requestPlain;
  return new Promise((resolve) => {
    const none = (): void => resolve({ status: 0, text: '' });
    const options = { host: '127.0.0.1', port, path: at, headers, rejectUnauthorized: false, timeout: 30_000 };
    const sent = request(options, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', none);
    });
    sent.on('error', none).on('timeout', () => sent.destroy());
    sent.end();
  });
}

/** Whether another user can read the checkout. */
function isReadable(): boolean {
  try {
    execFileSync('setpriv', [`--reuid=${UID}`, `--regid=${UID}`, '--clear-groups', 'test', '-r', program], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}
