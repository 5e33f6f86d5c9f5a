import type { Files } from '../base/files.ts';
import type { Ports } from '../base/ports.ts';
import type { CustomResourceEntry } from '../customresources/config.ts';
import type { Options } from '../model/options.ts';
import type { Plan } from '../model/plan.ts';
import type { Resource } from '../model/resource.ts';
import { defaultTiming, type Timing } from '../pipeline/context.ts';
import { compilePlan } from '../plan/compile.ts';
import { checkPatterns } from '../plan/patterns.ts';
import type { Listener } from '../server/listen.ts';
import { http2SettingProblems } from '../system/http2-settings.ts';
import { systemLogOutput } from '../system/log-output.ts';
import { systemPorts } from '../system/ports.ts';
import { type Log, openLog } from '../telemetry/log.ts';
import { isUtcFile, useZoneOf } from '../values/time-zones.ts';
import type { Configuration, LoadedConfiguration } from './configuration.ts';
import { chooseFastPaths } from './fast-paths.ts';
import { openListeners } from './listeners.ts';
import { LiveOptions } from './live-options.ts';
import { openWeb } from './open-web.ts';
import { openProcess, type Process } from './process.ts';
import { Reloader } from './reload.ts';
import type { Applied } from './runtime.ts';
import { logCluster, logListening, logStart } from './start-lines.ts';

/** Configuration files that are followed while the process runs. */
export interface FollowedConfiguration {
  readonly sources: Pick<Configuration, 'load'>;
  /** Result of the load that the options are from. */
  readonly loaded: LoadedConfiguration;
}

export interface AppOptions {
  readonly options: Options;
  /** Absent: options change by `apply` only. */
  readonly configuration?: FollowedConfiguration;
  readonly resources: readonly Resource[];
  /** Custom resources to show; absent: those of the configuration, or none. */
  readonly customResources?: readonly CustomResourceEntry[];
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
  /**
   * Changes the process to what other options, and other custom resources where they are given, say, without a gap; rejects with
   * CONFIG_INVALID, and changes nothing then.
   */
  apply(options: Options, customResources?: readonly CustomResourceEntry[]): Promise<Applied>;
  /** Loads the configuration files again, whether they have changed or not. Faults are logged. */
  reload(): Promise<void>;
  /**
   * Hands over what it serves where somebody is to take over, lets answers under way end for up to --shutdown-timeout, and ends.
   * `atOnce` cuts both short.
   */
  stop(atOnce?: Promise<void>): Promise<void>;
}

/** Ends of what has been opened, in that order. */
type Opened = (() => Promise<void> | void)[];

/**
 * Builds the exporter from its options and starts it: it listens first, so that probes are answered, and then syncs.
 * Throws CONFIG_INVALID, CREDENTIALS and LISTEN, and leaves nothing open then.
 */
export async function startApp(given: AppOptions): Promise<App> {
  const opened: Opened = [];
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

async function start(given: AppOptions, opened: Opened, close: () => Promise<void>): Promise<App> {
  const { options, configuration, resources, log = openLog(given.options, systemLogOutput) } = given;
  checkPatterns(options, resources);
  const plan = compilePlan(options, resources);
  logStart(log, plan);
  for (const notice of plan.notices) log.warn({}, notice);
  const fast = chooseFastPaths(options.portable);
  const ports = given.ports ?? systemPorts(fast.paths);
  readEnvironment(ports, log);
  const customResources = given.customResources ?? configuration?.loaded.customResources ?? [];
  const live = new LiveOptions(resources, { options, customResources });
  const plurals = new Set(resources.map(({ plural }) => plural));
  const timing = given.timing ?? defaultTiming;
  const onCustomResources = (): Promise<Applied> => live.revise();
  const running = await openProcess({ options, plan, fast, ports, timing, log, plurals, onCustomResources }, opened);
  live.drive(running);
  const web = openWeb(running, ports, opened);
  const listeners = await openListeners(running, web);
  logListening(log, plan, [listeners[0].port, listeners[1].port]);
  await buildBehind(listeners, running, plan);
  web.start(listeners);
  running.startUpkeep();
  running.membership.start();
  void logCluster(log, running.context.transport, ports.clock);
  const reloader = followConfiguration(configuration, running, ports.files, live);
  const stopFollowing = async (): Promise<void> => {
    await reloader?.stop();
    await web.stop();
  };
  const parts = { running, listeners, live, reload: async () => reloader?.reload(), stopFollowing, close };
  return appOf(parts);
}

/** Builds the rest while probes are answered: it takes seconds where CPU is short. */
async function buildBehind(listeners: readonly Listener[], { context, runtime }: Process, plan: Plan): Promise<void> {
  try {
    await context.clock.turn();
    await runtime.apply(plan);
    await context.clock.turn();
  } catch (error) {
    await Promise.all(listeners.map((listener) => listener.close(0)));
    throw error;
  }
}

/** File of the system's time zone. */
const LOCALTIME = '/etc/localtime';

/** Takes what the environment says beside the flags. */
function readEnvironment({ env, files }: Ports, log: Log): void {
  useZoneOf(env.TZ ?? (isUtcFile(readLocaltime(files)) ? 'UTC' : undefined));
  for (const problem of http2SettingProblems(env)) log.warn({}, problem);
}

/** Reads the file of the system's time zone; undefined: there is none. */
function readLocaltime(files: Files): Buffer | undefined {
  try {
    return files.exists(LOCALTIME) ? files.readNow(LOCALTIME) : undefined;
  } catch {
    // ICU may know the zone from elsewhere.
    return Buffer.alloc(0);
  }
}

interface AppParts extends Pick<App, 'reload'> {
  readonly running: Process;
  readonly listeners: readonly [Listener, Listener];
  readonly live: LiveOptions;
  /** Ends the following of files. */
  readonly stopFollowing: () => Promise<void>;
  /** Ends what is left when nothing is served any more. */
  readonly close: () => Promise<void>;
}

/** The running process as its users see it. */
function appOf({ running, listeners, live, reload, stopFollowing, close }: AppParts): App {
  const { plan, membership, status, synced } = running;
  return {
    port: listeners[0].port,
    telemetryPort: listeners[1].port,
    ready: () => status.ready(),
    failed: membership.failed,
    synced,
    apply: (options) => live.apply(options),
    reload,
    stop: async (atOnce = new Promise(() => {})) => {
      running.context.log.info({}, 'stopping');
      await Promise.race([membership.leave(), atOnce]);
      running.stopUpkeep();
      await stopFollowing();
      await membership.stop();
      await Promise.all(listeners.map((l) => l.close(plan.listeners.shutdownTimeoutMs, atOnce)));
      await close();
    },
  };
}

function followConfiguration(
  configuration: FollowedConfiguration | undefined,
  { context: { clock, log, metrics } }: Process,
  files: Files,
  live: LiveOptions,
): Reloader | undefined {
  if (!configuration) return undefined;
  const apply = ({ options, customResources }: LoadedConfiguration): Promise<Applied> =>
    live.apply(options, customResources);
  const reloader = new Reloader({ ...configuration, files, clock, log, metrics, apply });
  reloader.start();
  return reloader;
}
