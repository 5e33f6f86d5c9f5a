import { CodedError } from '../base/errors.ts';
import { defaultOf, describeFlag, type Flag, type FlagTable } from '../config/flag.ts';
import { flagList } from '../config/flags.ts';
import type { Command } from './command.ts';

/** Prints the help of the program, or of the command that is named. */
export const help: Command = {
  name: 'help',
  summary: 'print this text, or the help of a command',
  usage: '[COMMAND]',
  flags: {},
  words: (commands) => commands.map((command) => command.name),
  run([name], { commands, print }) {
    const command = name === undefined ? undefined : commands.find((each) => each.name === name);
    if (name !== undefined && !command) {
      const names = commands.map((each) => each.name).join(', ');
      throw new CodedError('CONFIG_INVALID', `help: expected one of ${names}, found "${name}"`);
    }
    print(command ? commandHelp(command) : programHelp(commands));
    return 0;
  },
};

/** Tells whether arguments ask for help, whatever else they say. */
export function asksForHelp(argv: readonly string[]): boolean {
  return argv.some((word) => word === '-h' || word === '--help');
}

/** Writes the help of the whole program: its commands, and the flags of the exporter by group. */
export function programHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  const groups = [...new Set(flagList.map((flag) => flag.group))];
  return lines(
    'Exposes the state of Kubernetes objects as Prometheus metrics.',
    '',
    'Usage:',
    '  kube-state-metrics [flags]',
    '  kube-state-metrics COMMAND [flags]',
    '',
    'Commands:',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    ...groups.flatMap((group) => [
      '',
      `${group}:`,
      ...flagList.filter((flag) => flag.group === group).flatMap(flagLines),
    ]),
  );
}

/** Writes the help of a command: its use and its flags. */
export function commandHelp({ name, summary, usage, flags }: Command): string {
  return flagsHelp(`${name}: ${summary}`, `kube-state-metrics ${name} ${usage}`.trimEnd(), flags);
}

/** Writes a help text: a summary, the way to call a command, and its flags. */
export function flagsHelp(summary: string, use: string, flags: FlagTable): string {
  const own = Object.values(flags);
  return lines(summary, '', 'Usage:', `  ${use}`, ...(own.length > 0 ? ['', 'Flags:', ...own.flatMap(flagLines)] : []));
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}

function flagLines(flag: Flag): string[] {
  const short = flag.short ? `-${flag.short}, ` : '    ';
  const fallback = defaultOf(flag);
  const shown = fallback !== '' && fallback !== 'false' ? ` (default ${fallback})` : '';
  return [
    `  ${short}--${flag.name} ${flag.type.placeholder}`.trimEnd(),
    ...wrap(`${describeFlag(flag)}${shown}`, 90).map((line) => `          ${line}`),
  ];
}

function wrap(text: string, width: number): string[] {
  const wrapped: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + word.length + 1 > width) {
      wrapped.push(line);
      line = '';
    }
    line += (line && ' ') + word;
  }
  return [...wrapped, line];
}
