import type { Files } from '../base/files.ts';
import type { Ports } from '../base/ports.ts';
import type { CustomResourceEntry } from '../customresources/config.ts';
import { openReviews } from '../kube/reviews.ts';
import type { Options } from '../model/options.ts';
import type { Resource } from '../model/resource.ts';
import { defaultTiming, type Timing } from '../pipeline/context.ts';
import { compilePlan, showsCustomResources, withCustomResources } from '../plan/compile.ts';
import { checkPatterns } from '../plan/patterns.ts';
import { AuthFilter } from '../server/auth-filter.ts';
import { http2SettingProblems } from '../system/http2-settings.ts';
import { systemLogOutput } from '../system/log-output.ts';
import { systemPorts } from '../system/ports.ts';
import { type Log, openLog } from '../telemetry/log.ts';
import { SparingLog } from '../telemetry/sparing-log.ts';
import { useZoneOf } from '../values/time-zones.ts';
import type { Configuration, LoadedConfiguration } from './configuration.ts';
import { chooseFastPaths } from './fast-paths.ts';
import { openListeners } from './listeners.ts';
import { openPasswords } from './passwords.ts';
import { openProcess, type Process } from './process.ts';
import { Reloader } from './reload.ts';
import type { Applied } from './runtime.ts';
import { Web } from './web.ts';

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
  {
    options,
    configuration,
    resources,
    customResources = configuration?.loaded.customResources ?? [],
    ports: given,
    timing = defaultTiming,
    log = openLog(options, systemLogOutput),
  }: AppOptions,
  opened: (() => Promise<void> | void)[],
  close: () => Promise<void>,
): Promise<App> {
  checkPatterns(options, resources);
  const plan = compilePlan(options, resources);
  let current = { options, customResources };
  for (const notice of plan.notices) log.warn({}, notice);
  const fast = chooseFastPaths(options.portable);
  const ports = given ?? systemPorts(fast.paths);
  useZoneOf(ports.env.TZ);
  for (const problem of http2SettingProblems(ports.env)) log.warn({}, problem);
  const running: Process = await openProcess(
    {
      options,
      plan,
      fast,
      ports,
      timing,
      log,
      plurals: new Set(resources.map(({ plural }) => plural)),
      onCustomResources: () =>
        running.runtime.revise((now) => withCustomResources(now, current.options, running.customResources.resources)),
    },
    opened,
  );
  const { runtime, membership, status, synced } = running;
  running.customResources.configure(showsCustomResources(options) ? customResources : []);
  await runtime.apply(plan);
  const web = openWeb(running, ports, opened);
  const listeners = await openListeners(running, web);
  web.start(listeners);
  running.startUpkeep();
  membership.start();
  const apply = async (changed: Options, entries = current.customResources): Promise<Applied> => {
    checkPatterns(changed, resources);
    const before = current;
    const use = (now: typeof current): void => {
      current = now;
      running.customResources.configure(showsCustomResources(now.options) ? now.customResources : []);
    };
    use({ options: changed, customResources: entries });
    return runtime.apply(compilePlan(changed, resources, running.customResources.resources)).catch((error: unknown) => {
      use(before);
      throw error;
    });
  };
  const reloader = followConfiguration(configuration, running, ports.files, apply);
  return {
    port: listeners[0].port,
    telemetryPort: listeners[1].port,
    ready: () => status.ready(),
    failed: membership.failed,
    synced,
    apply,
    reload: async () => reloader?.reload(),
    stop: async (atOnce = new Promise(() => {})) => {
      await Promise.race([membership.leave(), atOnce]);
      running.stopUpkeep();
      await reloader?.stop();
      await web.stop();
      await membership.stop();
      await Promise.all(listeners.map((l) => l.close(plan.listeners.shutdownTimeoutMs, atOnce)));
      await close();
    },
  };
}

function openWeb(
  { plan, context }: Process,
  { files, threads }: Pick<Ports, 'files' | 'threads'>,
  opened: (() => Promise<void> | void)[],
): Web {
  const { clock, log, transport } = context;
  const { tlsConfig, authFilter: filtered, authAudiences: audiences } = plan.listeners;
  const passwords = openPasswords(threads);
  opened.push(() => passwords.close());
  const sparing = new SparingLog(() => clock.now());
  const onFault = (error: string): void => {
    const repeated = sparing.next('auth-filter');
    if (repeated)
      log.error({ error, ...repeated }, 'a client could not be authenticated or authorized; the API server failed');
  };
  const reviews = openReviews({ transport, clock, audiences });
  const authFilter = filtered ? new AuthFilter({ reviews, clock, onFault }) : undefined;
  return new Web({ tlsConfig, authFilter, files, clock, log, passwords });
}

function followConfiguration(
  configuration: FollowedConfiguration | undefined,
  { context: { clock, log, metrics } }: Process,
  files: Files,
  apply: App['apply'],
): Reloader | undefined {
  if (!configuration) return undefined;
  const applyLoaded = ({ options, customResources }: LoadedConfiguration): Promise<Applied> =>
    apply(options, customResources);
  const reloader = new Reloader({ ...configuration, files, clock, log, metrics, apply: applyLoaded });
  reloader.start();
  return reloader;
}
