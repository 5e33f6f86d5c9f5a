import { startApp } from '../app/app.ts';
import { environmentFlags } from '../config/environment.ts';
import { flags } from '../config/flags.ts';
import { compileOptions } from '../config/options.ts';
import { resources } from '../resources/index.ts';
import type { Command } from './command.ts';

/** Serves the metrics of a cluster until it is told to stop. */
export const serve: Command = {
  name: 'serve',
  summary: 'serve the metrics of a cluster; the default',
  usage: '[flags]',
  flags,
  async run(argv, { stopSignal }) {
    const options = compileOptions([...environmentFlags(process.env), ...argv], { resources });
    const app = await startApp({ options, resources });
    const failure = await Promise.race([stopSignal(), app.failed]);
    if (failure) {
      await app.stop(Promise.resolve());
      throw failure;
    }
    // A second signal is for those who do not want to wait for a successor, or for responses in progress.
    await app.stop(stopSignal());
    return 0;
  },
};
