#!/usr/bin/env -S MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=1048576 node --max-semi-space-size=4
import { CodedError } from './base/errors.ts';
import type { Program } from './commands/command.ts';
import { asksForHelp, commandHelp, programHelp } from './commands/help.ts';
import { commands } from './commands/index.ts';

const program: Program = {
  commands,
  print: (text) => void process.stdout.write(text),
  stopSignal: () =>
    new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    }),
  onReload: (reload) => void process.on('SIGHUP', reload),
};

/** Runs the command that the arguments name, or the default one; resolves to the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const named = commands.find((command) => command.name === argv[0]);
  const rest = named ? argv.slice(1) : argv;
  if (!asksForHelp(rest)) return (named ?? commands[0]!).run(rest, program);
  program.print(named ? commandHelp(named) : programHelp(commands));
  return 0;
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
