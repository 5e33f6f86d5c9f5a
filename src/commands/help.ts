import { CodedError } from '../base/errors.ts';
import { defaultOf, describeFlag, type Flag, type FlagTable } from '../config/flag.ts';
import { flagList } from '../config/flags.ts';
import type { Command } from './command.ts';

/** An example of each group of flags. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  Cluster: '--kubeconfig ~/.kube/config',
  Metrics: '--resources pods,nodes --metric-labels-allowlist pods=[app]',
  Sharding: '--shard 0 --total-shards 3',
  Serving: '--port 8080 --enable-gzip-encoding',
  Configuration: '--config /etc/kube-state-metrics/config.yaml',
  Logs: '--log-format json -v 4',
};

/** Prints the help of the program, or of the command that is named. */
export const help: Command = {
  name: 'help',
  summary: 'print this text, or the help of a command',
  usage: '[COMMAND]',
  flags: {},
  words: (commands) => commands.map((command) => command.name),
  run([name], { commands, print, width }) {
    const command = name === undefined ? undefined : commands.find((each) => each.name === name);
    if (name !== undefined && !command) {
      const names = commands.map((each) => each.name).join(', ');
      throw new CodedError('CONFIG_INVALID', `help: expected one of ${names}, found "${name}"`);
    }
    print(command ? commandHelp(command, width) : programHelp(commands, width));
    return 0;
  },
};

/** Tells whether arguments ask for help, whatever else they say. */
export function asksForHelp(argv: readonly string[]): boolean {
  return argv.some((word) => word === '-h' || word === '--help');
}

/** Columns of a terminal whose width is unknown. */
export const DEFAULT_WIDTH = 80;

/** Writes the help of the whole program: its commands, and the flags of the exporter by group. `columns`: where lines are wrapped. */
export function programHelp(commands: readonly Command[], columns = DEFAULT_WIDTH): string {
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
    ...commands.flatMap(({ name, summary }) => hanging(`  ${name.padEnd(width)}  `, summary, columns)),
    ...groups.flatMap((group) => [
      '',
      `${group}:`,
      ...(group in EXAMPLES ? [`  Example: ${EXAMPLES[group]}`] : []),
      ...flagList.filter((flag) => flag.group === group).flatMap((flag) => flagLines(flag, columns)),
    ]),
  );
}

/** Writes the help of a command: its use and its flags. */
export function commandHelp({ name, summary, usage, flags, notes }: Command, columns = DEFAULT_WIDTH): string {
  const help = flagsHelp(`${name}: ${summary}`, `kube-state-metrics ${name} ${usage}`.trimEnd(), flags, columns);
  return notes ? `${help}\n${notes}\n` : help;
}

/** Writes a help text: a summary, the way to call a command, and its flags. */
export function flagsHelp(summary: string, use: string, flags: FlagTable, columns = DEFAULT_WIDTH): string {
  const own = Object.values(flags);
  const rows = own.flatMap((flag) => flagLines(flag, columns));
  return lines(summary, '', 'Usage:', `  ${use}`, ...(rows.length > 0 ? ['', 'Flags:', ...rows] : []));
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}

function flagLines(flag: Flag, columns: number): string[] {
  const short = flag.short ? `-${flag.short}, ` : '    ';
  const fallback = defaultOf(flag);
  const shown = fallback !== '' && fallback !== 'false' ? ` (default ${fallback})` : '';
  return [
    `  ${short}--${flag.name} ${flag.type.placeholder}`.trimEnd(),
    ...hanging('          ', `${describeFlag(flag)}${shown}`, columns),
  ];
}

/** Wraps a text behind a lead, under whose end the further lines begin. */
function hanging(lead: string, text: string, columns: number): string[] {
  return wrap(text, columns - lead.length).map((line, i) => (i === 0 ? lead : ' '.repeat(lead.length)) + line);
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
