import type { Ports } from '../base/ports.ts';
import type { Options } from '../model/options.ts';
import type { Resource } from '../model/resource.ts';
import { defaultTiming, type Timing } from '../pipeline/context.ts';
import { compilePlan } from '../plan/compile.ts';
import { checkPatterns } from '../plan/patterns.ts';
import { http2SettingProblems } from '../system/http2-settings.ts';
import { systemPorts } from '../system/ports.ts';
import { type Log, openLog } from '../telemetry/log.ts';
import { chooseFastPaths } from './fast-paths.ts';
import { openListeners } from './listeners.ts';
import { openProcess } from './process.ts';
import type { Applied } from './runtime.ts';

export interface AppOptions {
  readonly options: Options;
  readonly resources: readonly Resource[];
  /** What it reaches of the world outside; absent: this machine. */
  readonly ports?: Ports;
  readonly timing?: Timing;
  readonly log?: Log;
}

/** A running exporter. */
export interface App {
  readonly port: number;
  readonly telemetryPort: number;
  ready(): boolean;
  /** Resolves, if ever, with the reason why it can never serve. It goes on answering probes until it is stopped. */
  readonly failed: Promise<Error>;
  /** Resolves when the first sync is complete. */
  synced: Promise<void>;
  /** Changes the process to what other options say, without a gap; rejects with CONFIG_INVALID, and changes nothing then. */
  apply(options: Options): Promise<Applied>;
  /**
   * Hands over what it serves where somebody is to take over, lets answers under way end for up to --shutdown-timeout, and ends.
   * `atOnce` cuts both short.
   */
  stop(atOnce?: Promise<void>): Promise<void>;
}

/**
 * Builds the exporter from its options and starts it: it listens first, so that probes are answered, and then syncs.
 * Throws CONFIG_INVALID, CREDENTIALS and LISTEN, and leaves nothing open then.
 */
export async function startApp(given: AppOptions): Promise<App> {
  const opened: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const each of opened.toReversed()) await each();
  };
  try {
    return await start(given, opened, close);
  } catch (error) {
    // Threads and connections that stay open would keep the process from ending.
    await close();
    throw error;
  }
}

async function start(
  { options, resources, ports: given, timing = defaultTiming, log = openLog(options.verbosity) }: AppOptions,
  opened: (() => Promise<void> | void)[],
  close: () => Promise<void>,
): Promise<App> {
  checkPatterns(options, resources);
  const plan = compilePlan(options, resources);
  for (const notice of plan.notices) log.warn({}, notice);
  const fast = chooseFastPaths(options.portable);
  const ports = given ?? systemPorts(fast.paths);
  for (const problem of http2SettingProblems(ports.env)) log.warn({}, problem);
  const running = await openProcess({ options, plan, fast, ports, timing, log }, opened);
  const { runtime, membership, status, synced } = running;
  await runtime.apply(plan);
  const listeners = await openListeners(running);
  running.startUpkeep();
  membership.start();
  return {
    port: listeners[0].port,
    telemetryPort: listeners[1].port,
    ready: () => status.ready(),
    failed: membership.failed,
    synced,
    apply: async (changed) => {
      checkPatterns(changed, resources);
      return runtime.apply(compilePlan(changed, resources));
    },
    stop: async (atOnce = new Promise(() => {})) => {
      await Promise.race([membership.leave(), atOnce]);
      running.stopUpkeep();
      await membership.stop();
      await Promise.all(listeners.map((l) => l.close(plan.listeners.shutdownTimeoutMs, atOnce)));
      await close();
    },
  };
}
