import { CodedError } from './base/errors.ts';
import type { Command, Program } from './commands/command.ts';
import { asksForHelp, commandHelp, DEFAULT_WIDTH, programHelp } from './commands/help.ts';
import { commands } from './commands/index.ts';

const program: Program = {
  commands,
  print: (text) => void process.stdout.write(text),
  width: Math.max(40, process.stdout.columns ?? DEFAULT_WIDTH),
  stopSignal: () =>
    new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    }),
  onReload: (reload) => void process.on('SIGHUP', reload),
};

/** Runs the command that the arguments name, or the default one; resolves to the exit code. */
async function runCommand(argv: readonly string[]): Promise<number> {
  const named = commandOf(argv);
  const rest = named ? argv.slice(1) : argv;
  if (!asksForHelp(rest)) return (named ?? commands[0]!).run(rest, program);
  program.print(named ? commandHelp(named, program.width) : programHelp(commands, program.width));
  return 0;
}

function commandOf(argv: readonly string[]): Command | undefined {
  return commands.find((command) => command.name === argv[0]);
}

/**
 * Runs the program with the arguments after its name, and sets the exit code. What an operator can mend is told in a line; anything else is
 * an error of ours, and is thrown.
 */
export async function run(argv: readonly string[]): Promise<void> {
  // Node otherwise opens the port of its debugger.
  process.on('SIGUSR1', () => {});
  try {
    process.exitCode = await runCommand(argv);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    process.stderr.write(`${error.message.replace(/^/gm, 'Error: ')}\n`);
    process.exitCode = commandOf(argv)?.faultCode ?? 1;
  }
}
