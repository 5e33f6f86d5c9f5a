#!/usr/bin/env -S MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=1048576 node --max-semi-space-size=4 --disable-sigusr1
import { startApp } from './app/app.ts';
import { chooseFastPaths } from './app/fast-paths.ts';
import { versionText } from './app/version.ts';
import { CodedError } from './base/errors.ts';
import { completionScript } from './commands/completion.ts';
import { runDemo } from './commands/demo.ts';
import { helpText } from './commands/help.ts';
import { rbacText } from './commands/rbac.ts';
import { runSimulate } from './commands/simulate.ts';
import { environmentFlags } from './config/environment.ts';
import { compileOptions } from './config/options.ts';
import { resources } from './resources/index.ts';

/** Runs the command that the arguments name; resolves to the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  const set = environmentFlags(process.env);
  if (command === 'version')
    return print(versionText(chooseFastPaths(compileOptions([...set, ...rest], { resources }).portable)));
  if (command === 'simulate') return runSimulate(rest);
  if (command === 'help' || argv.some((a) => a === '-h' || a === '--help')) return print(helpText());
  if (command === 'rbac') return print(rbacText(rest, resources));
  if (command === 'completion') return print(completionScript(rest[0]));
  if (command === 'demo') return runDemo([...set, ...rest], stopSignal());
  return serve([...set, ...argv]);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

async function serve(argv: readonly string[]): Promise<number> {
  const options = compileOptions(argv, { resources });
  const app = await startApp({ options, resources });
  await stopSignal();
  // A second signal is for those who do not want to wait for a successor, or for answers under way.
  await app.stop(stopSignal());
  return 0;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

// Node otherwise opens the port of its debugger.
process.on('SIGUSR1', () => {});
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // What an operator can mend is told in a line; anything else is an error of ours and shows where it happened.
  if (!(error instanceof CodedError)) throw error;
  process.stderr.write(`${error.message.replace(/^/gm, 'Error: ')}\n`);
  process.exitCode = 1;
}
