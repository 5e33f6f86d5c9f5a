import type { Clock } from '../base/clock.ts';
import { errorText } from '../base/errors.ts';
import type { Files } from '../base/files.ts';
import { ConfigFault, type ConfigFile, type ConfigFilePlace } from '../config/config-files.ts';
import type { OptionFlag } from '../config/flags/row.ts';
import { effectiveFlags, type Options } from '../config/flags.ts';
import type { Log } from '../telemetry/log.ts';
import type { SelfMetrics } from '../telemetry/self-metrics.ts';
import type { Configuration, LoadedConfiguration } from './configuration.ts';
import { FileFollower } from './file-follower.ts';
import type { Applied } from './runtime.ts';

export interface ReloaderOptions {
  readonly sources: Pick<Configuration, 'load'>;
  readonly loaded: LoadedConfiguration;
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: SelfMetrics;
  /** Changes the process to what a configuration says. Rejects where it cannot be used, and changes nothing then. */
  readonly apply: (loaded: LoadedConfiguration) => Promise<Applied>;
}

/**
 * Follows the configuration files and applies what changes. A configuration that cannot be used changes nothing; it is reported once.
 */
export class Reloader {
  private readonly options: ReloaderOptions;
  /** What runs now, apart from parts that need a restart. */
  private loaded: LoadedConfiguration;
  /** Options of the start, for the parts that need a restart. */
  private readonly started: Options;
  private lastFault: string | undefined;
  private readonly follower: FileFollower;
  private ended = false;
  private loading: Promise<void> = Promise.resolve();

  constructor(options: ReloaderOptions) {
    this.options = options;
    this.loaded = options.loaded;
    this.started = options.loaded.options;
    this.follower = new FileFollower({
      clock: options.clock,
      files: options.files,
      filenames: () => this.loaded.places.map(({ filename }) => filename),
      onChange: () => this.enqueue(false),
    });
    this.show(options.loaded.files);
  }

  start(): void {
    if (this.loaded.places.length > 0) this.follower.start();
  }

  async stop(): Promise<void> {
    this.ended = true;
    await this.follower.stop();
    await this.loading;
  }

  /** Loads the files now, changed or not: for SIGHUP. */
  async reload(): Promise<void> {
    if (this.loaded.places.length > 0) return this.enqueue(true);
    this.options.log.info({}, 'nothing to reload; there is no configuration file');
  }

  private enqueue(force: boolean): Promise<void> {
    this.loading = this.loading.then(() => this.load(force));
    return this.loading;
  }

  private async load(force: boolean): Promise<void> {
    if (this.ended) return;
    try {
      const loaded = this.options.sources.load();
      if (!force && this.lastFault === undefined && sameFiles(loaded.files, this.loaded.files)) return;
      const applied = await this.options.apply(loaded);
      this.loaded = loaded;
      this.lastFault = undefined;
      this.show(loaded.files);
      this.report(loaded, applied);
    } catch (error) {
      this.refuse(error);
    }
  }

  private refuse(error: unknown): void {
    const { log, metrics } = this.options;
    const text = errorText(error);
    const blamed = error instanceof ConfigFault && error.place ? [error.place] : this.loaded.places;
    for (const place of blamed) metrics.configReloaded.set(labelsOf(place), 0);
    if (text === this.lastFault) return;
    this.lastFault = text;
    for (const problem of text.split('\n')) log.error({}, `configuration not applied: ${problem}`);
  }

  private report({ options }: LoadedConfiguration, { diff, failed }: Applied): void {
    const { log } = this.options;
    for (const notice of options.notices) log.warn({}, notice);
    const { added, removed, changed } = diff;
    log.info({ added, removed, changed }, 'configuration applied');
    for (const [resource, reason] of failed)
      log.error(
        { resource, reason },
        'the resource keeps its former configuration; it cannot be read under the new one',
      );
    const late = this.restartFlags(options);
    if (late.length > 0)
      log.warn({}, `some of the configuration takes effect at the next start only: ${late.join(', ')}`);
  }

  /** The flags that differ from those of the start and that cannot change while the process runs. */
  private restartFlags(options: Options): readonly string[] {
    return (Object.entries(effectiveFlags) as [keyof typeof effectiveFlags, OptionFlag][])
      .filter(([, { applies }]) => ['fleet', 'listeners', 'cluster', 'restart'].includes(applies))
      .filter(([field]) => JSON.stringify(options[field]) !== JSON.stringify(this.started[field]))
      .map(([, { name }]) => `--${name}`);
  }

  private show(files: readonly ConfigFile[]): void {
    const { metrics, clock } = this.options;
    for (const { place, hash } of files) {
      metrics.configHash.set(labelsOf(place), hash);
      metrics.configReloaded.set(labelsOf(place), 1);
      metrics.configReloadedAt.set(labelsOf(place), clock.unixMs() / 1000);
    }
  }
}

/** In the order of kube-state-metrics. */
function labelsOf({ type, filename }: ConfigFilePlace): { readonly filename: string; readonly type: string } {
  return { filename, type };
}

function sameFiles(a: readonly ConfigFile[], b: readonly ConfigFile[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
