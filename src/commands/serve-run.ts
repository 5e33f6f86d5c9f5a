import { type App, startApp } from '../app/app.ts';
import { Configuration } from '../app/configuration.ts';
import { environmentFlags } from '../config/environment.ts';
import { OptionSources } from '../config/sources.ts';
import { resources } from '../resources/index.ts';
import { systemFiles } from '../system/files.ts';
import type { Program } from './command.ts';

/** Serves the metrics of a cluster until it is told to stop. Resolves to the exit code. */
export async function runServe(argv: readonly string[], { stopSignal, onReload }: Program): Promise<number> {
  const sources = new Configuration(
    new OptionSources([...environmentFlags(process.env), ...argv], { resources }, systemFiles),
  );
  const loaded = sources.load();
  let app: App | undefined;
  onReload(() => void app?.reload());
  app = await startApp({ options: loaded.options, configuration: { sources, loaded }, resources });
  const failure = await Promise.race([stopSignal(), app.failed]);
  if (failure) {
    await app.stop(Promise.resolve());
    throw failure;
  }
  // A second signal is for those who do not want to wait for a successor, or for responses in progress.
  await app.stop(stopSignal());
  return 0;
}
