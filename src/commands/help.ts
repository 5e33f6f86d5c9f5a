import { CodedError } from '../base/errors.ts';
import { defaultOf, describeFlag, type Flag } from '../config/flag.ts';
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
  return lines(
    ...hanging('', 'Exposes the state of Kubernetes objects as Prometheus metrics.', columns),
    '',
    'Usage:',
    '  kube-state-metrics [flags]',
    '  kube-state-metrics COMMAND [flags]',
    '',
    'Commands:',
    ...commands.flatMap(({ name, summary }) => hanging(`  ${name.padEnd(width)}  `, summary, columns)),
    ...groupedFlags(flagList, columns),
  );
}

/** Writes the help of a command: its use, its own flags, and those of the exporter that it takes, by group. */
export function commandHelp({ name, summary, usage, flags, notes = '' }: Command, columns = DEFAULT_WIDTH): string {
  const all = Object.values(flags);
  const own = all.filter((flag) => !groupOf.has(flag));
  const use = `kube-state-metrics ${name} ${usage}`.trimEnd();
  const rest = [...groupedFlags(all, columns), ...(notes ? ['', ...noteLines(notes, columns)] : [])];
  return flagsHelp(`${name}: ${summary}`, use, own, columns) + (rest.length > 0 ? lines(...rest) : '');
}

/** Writes a help text: a summary, the way to call a command, and its flags. */
export function flagsHelp(summary: string, use: string, own: readonly Flag[], columns = DEFAULT_WIDTH): string {
  const rows = own.flatMap((flag) => flagLines(flag, columns));
  return lines(
    ...wrap(summary, columns),
    '',
    'Usage:',
    ...hanging('  ', use, columns, 6),
    ...(rows.length > 0 ? ['', 'Flags:', ...rows] : []),
  );
}

/** Groups of the exporter's flags. */
const groupOf = new Map<Flag, string>(flagList.map((flag) => [flag, flag.group]));

/** Writes those of the flags that have a group, under its name and an example. */
function groupedFlags(all: readonly Flag[], columns: number): string[] {
  return [...new Set(groupOf.values())].flatMap((group) => {
    const members = all.filter((flag) => groupOf.get(flag) === group);
    if (members.length === 0) return [];
    const example = group in EXAMPLES ? hanging('  Example: ', EXAMPLES[group]!, columns, 6) : [];
    return ['', `${group}:`, ...example, ...members.flatMap((flag) => flagLines(flag, columns))];
  });
}

/** Wraps the paragraphs of notes; indented lines are commands to copy, and stay as they are. */
function noteLines(notes: string, columns: number): string[] {
  const isText = (line: string | undefined): boolean => line !== undefined && /^\S/.test(line);
  const joined: string[] = [];
  for (const line of notes.split('\n')) {
    if (isText(line) && isText(joined.at(-1))) joined.push(`${joined.pop()} ${line}`);
    else joined.push(line);
  }
  return joined.flatMap((line) => (isText(line) ? wrap(line, columns) : [line]));
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

/** Wraps a text behind a lead; further lines begin under the end of the lead, or at `indent`. */
function hanging(lead: string, text: string, columns: number, indent = lead.length): string[] {
  const [first = '', ...further] = wrap(text, columns - indent, columns - lead.length);
  return [lead + first, ...further.map((line) => ' '.repeat(indent) + line)];
}

function wrap(text: string, width: number, firstWidth = width): string[] {
  const wrapped: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + word.length + 1 > (wrapped.length === 0 ? firstWidth : width)) {
      wrapped.push(line);
      line = '';
    }
    line += (line && ' ') + word;
  }
  return [...wrapped, line];
}
