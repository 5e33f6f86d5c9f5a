import { type Flag, flags } from '../config/flags.ts';

const COMMANDS: readonly (readonly [string, string])[] = [
  ['(none)', 'serve the metrics of a cluster'],
  ['demo', 'simulate a cluster and serve its metrics'],
  ['simulate', 'run the simulated cluster alone; see simulate --help'],
  ['rbac', 'print the least privileges that the given flags need'],
  ['version', 'print the version'],
  ['completion', 'print a completion script: completion bash|zsh|fish'],
  ['help', 'print this text'],
];

/** The text of `--help`. */
export function helpText(): string {
  const lines = [
    'Serves the state of Kubernetes objects as Prometheus metrics.',
    '',
    'Usage:',
    '  kube-state-metrics [flags]',
    '  kube-state-metrics COMMAND',
    '',
    'Commands:',
  ];
  for (const [name, what] of COMMANDS) lines.push(`  ${name.padEnd(12)} ${what}`);
  const groups = [...new Set(flags.map((f) => f.group))];
  for (const group of groups) {
    lines.push('', `${group}:`);
    for (const flag of flags.filter((f) => f.group === group)) lines.push(...flagLines(flag));
  }
  return `${lines.join('\n')}\n`;
}

function flagLines(flag: Flag): string[] {
  const short = flag.short ? `-${flag.short}, ` : '    ';
  const value = flag.type === 'bool' ? '' : ` ${flag.type === 'allowlist' ? 'list' : flag.type}`;
  const shown = flag.default !== '' && flag.default !== 'false' ? ` (default ${flag.default})` : '';
  return [`  ${short}--${flag.name}${value}`, ...wrap(`${flag.help}${shown}`, 92).map((line) => `          ${line}`)];
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + word.length + 1 > width) {
      lines.push(line);
      line = '';
    }
    line += (line && ' ') + word;
  }
  return [...lines, line];
}
