import type { Clock } from '../base/clock.ts';
import { CodedError, errorText } from '../base/errors.ts';
import type { Environment } from '../base/ports.ts';
import type { ProcessEnd, Processes } from '../base/processes.ts';
import { decodeExecCredential, type ExecCredential, encodeExecInfo } from './exec-credential.ts';
import type { Authenticator, CredentialLog, Identity } from './identity.ts';
import { headerValue } from './impersonation.ts';
import type { ExecConfig } from './kubeconfig.ts';
import { forLog } from './plugin-output.ts';
import { PLUGIN_VERSIONS } from './validation.ts';

/** A plugin that runs for longer is killed. Some ask a service far away, none waits for a person here. */
const RUN_MS = 60_000;
const MAX_OUTPUT_BYTES = 1_048_576;
/** Time for which credentials are used at least, even where they have expired when the plugin returns them. */
const MIN_USE_MS = 1_000;
/** Wait after a run that failed, and after one whose credentials were refused; doubled from time to time. */
const FAILED = { firstMs: 1_000, maxMs: 60_000 };
const REFUSED = { firstMs: 5_000, maxMs: 60_000 };
/** After so long without a refusal, the first wait is the short one again. */
const FORGIVEN_MS = 300_000;

/** Surroundings that a plugin runs in. */
export interface PluginSurroundings {
  readonly processes: Processes | undefined;
  readonly clock: Clock;
  readonly env: Environment;
  readonly log: CredentialLog;
  /** Describes the cluster for KUBERNETES_EXEC_INFO; undefined where the plugin is not to be told. */
  readonly cluster: () => object | undefined;
}

interface Kept {
  readonly identity: Identity;
  readonly expiresUnixMs: number | undefined;
  readonly obtainedAt: number;
}

/**
 * A credential plugin (client-go, plugin/pkg/client/auth/exec/exec.go). Its credentials are kept until they expire, or until the server
 * refuses them; all requests share one run; a plugin that fails is run again after a wait, which client-go does not have.
 */
export class Plugin implements Authenticator {
  private readonly exec: ExecConfig;
  private readonly where: string;
  private readonly around: PluginSurroundings;
  private running: Promise<Identity> | undefined;
  private kept: Kept | undefined;
  /** Whether the server has refused what is kept. */
  private stale = false;
  private failed: { readonly error: unknown; readonly at: number; readonly waitMs: number } | undefined;
  private refused = { at: -Infinity, waitMs: 0 };
  private readonly closed = new AbortController();

  /** Throws CREDENTIALS for a configuration with which the plugin cannot be run. */
  constructor(exec: ExecConfig, where: string, around: PluginSurroundings) {
    this.exec = exec;
    this.where = where;
    this.around = around;
    if (!PLUGIN_VERSIONS.includes(exec.apiVersion)) {
      const expected = PLUGIN_VERSIONS.join(' or ');
      throw new CodedError('CREDENTIALS', `${where}.apiVersion: expected ${expected}, found "${exec.apiVersion}"`);
    }
    if (exec.interactiveMode === 'Always') {
      throw new CodedError(
        'CREDENTIALS',
        `${where}.interactiveMode: "Always" needs a terminal, which this program has not`,
      );
    }
    if (!around.processes) throw new CodedError('CREDENTIALS', `${where}: no program can be run here`);
  }

  async current(): Promise<Identity> {
    if (this.running) return this.running;
    const usable = this.usable();
    if (usable && !this.stale) return usable;
    if (this.failed && this.around.clock.now() - this.failed.at < this.failed.waitMs) {
      if (usable) return usable;
      throw this.failed.error;
    }
    this.running = this.renew(usable).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  refuse(used: Identity): void {
    const now = this.around.clock.now();
    if (used !== this.kept?.identity || this.stale || now - this.refused.at < this.refused.waitMs) return;
    const waitMs = now - this.refused.at > FORGIVEN_MS ? REFUSED.firstMs : longer(this.refused.waitMs, REFUSED);
    this.refused = { at: now, waitMs };
    this.stale = true;
  }

  close(): void {
    this.closed.abort();
  }

  private usable(): Identity | undefined {
    const { kept, around } = this;
    if (!kept) return undefined;
    const isFresh = around.clock.now() - kept.obtainedAt < MIN_USE_MS;
    const isValid = kept.expiresUnixMs === undefined || around.clock.unixMs() <= kept.expiresUnixMs;
    return isFresh || isValid ? kept.identity : undefined;
  }

  /** Runs the plugin. Where it fails, what was refused but has not expired stays in use, as in client-go. */
  private async renew(usable: Identity | undefined): Promise<Identity> {
    const { clock, log } = this.around;
    try {
      const { token, pair, expiresUnixMs } = await this.run();
      const authorization = token === '' ? undefined : headerValue(`Bearer ${token}`, `${this.where}: status.token`);
      this.kept = { identity: { authorization, pair }, expiresUnixMs, obtainedAt: clock.now() };
      this.stale = false;
      this.failed = undefined;
      return this.kept.identity;
    } catch (error) {
      this.failed = { error, at: clock.now(), waitMs: longer(this.failed?.waitMs ?? 0, FAILED) };
      if (!usable) throw error;
      log.warn({ error: errorText(error) }, 'credentials were refused and the plugin fails; keeping them');
      return usable;
    }
  }

  private async run(): Promise<ExecCredential> {
    const { processes, env, cluster, log } = this.around;
    const { command, args, apiVersion } = this.exec;
    const own = Object.fromEntries(this.exec.env.map(({ name, value }) => [name, value]));
    const info = { KUBERNETES_EXEC_INFO: encodeExecInfo(apiVersion, cluster()) };
    let end: ProcessEnd;
    try {
      end = await processes!.run({
        command,
        args,
        env: { ...env, ...own, ...info },
        timeoutMs: RUN_MS,
        maxOutputBytes: MAX_OUTPUT_BYTES,
        signal: this.closed.signal,
      });
    } catch (error) {
      throw new CodedError('CREDENTIALS', `${this.where}: ${this.startFault(error)}`, error);
    }
    const stderr = forLog(end.stderr, [end.stdout]);
    if (stderr !== '') log.warn({ command, stderr }, 'the credential plugin wrote to standard error');
    const fault = endFault(end);
    if (fault) throw new CodedError('CREDENTIALS', `${this.where}: plugin ${command} ${fault}`);
    return decodeExecCredential(end.stdout, apiVersion, `${this.where}: plugin ${command}`);
  }

  private startFault(error: unknown): string {
    const { command, installHint } = this.exec;
    if ((error as { code?: string }).code !== 'ENOENT') return `plugin ${command} cannot be run: ${errorText(error)}`;
    const hint = forLog(installHint, []);
    return `plugin ${command} not found${hint === '' ? '' : `; ${hint}`}`;
  }
}

function endFault({ code, signal, killedFor }: ProcessEnd): string | undefined {
  if (killedFor === 'time') return `did not end within ${RUN_MS / 1000} s and was killed`;
  if (killedFor === 'output') return `wrote more than ${MAX_OUTPUT_BYTES} bytes and was killed`;
  if (signal !== undefined) return `was ended by ${signal}`;
  return code === 0 ? undefined : `failed with exit code ${code}`;
}

const longer = (waitMs: number, { firstMs, maxMs }: { firstMs: number; maxMs: number }): number =>
  Math.min(Math.max(firstMs, waitMs * 2), maxMs);
