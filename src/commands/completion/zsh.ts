import type { Flag } from '../../config/flag.ts';

import { briefly, type Candidates, type Completed, candidatesOf, PROGRAM, wordsOf } from './candidates.ts';

/** Writes the script for zsh, which is sourced or lies in a folder of `fpath`. */
export function zshScript({ commands, resources }: Completed): readonly string[] {
  const described = commands.map(({ name, summary }) => `'${name}:${escaped(summary)}'`).join(' ');
  const [first, ...others] = commands.map((command, i) => {
    const words = wordsOf(command, commands);
    const operand = words.length > 0 ? `'2:word:(${words.join(' ')})'` : "'*:file:_files'";
    const specs = Object.values(command.flags).map((flag) => specOf(flag, resources));
    const all = ["'1:command:->command'", ...(i === 0 ? [] : [operand]), ...specs];
    return `    ${i === 0 ? '*' : command.name})\n      _arguments ${all.join(' \\\n        ')} ;;`;
  });
  return [
    `#compdef ${PROGRAM}`,
    '_kube_state_metrics() {',
    '  local state',
    '  case "$words[2]" in',
    ...others,
    first!,
    '  esac',
    `  [ "$state" != command ] || { local -a commands; commands=(${described}); _describe command commands; }`,
    '}',
    // Called as a function of fpath, or sourced.
    'if [ "$funcstack[1]" = _kube_state_metrics ]; then',
    '  _kube_state_metrics "$@"',
    'else',
    `  compdef _kube_state_metrics ${PROGRAM}`,
    'fi',
  ];
}

function specOf(flag: Flag, resources: readonly string[]): string {
  const candidates = candidatesOf(flag, resources);
  const text = `[${escaped(briefly(flag.help))}]`;
  if (!candidates) return `'--${flag.name}${text}'`;
  return `'*--${flag.name}=${text}:${flag.type.placeholder.replaceAll(/\W/g, ' ')}:${action(candidates, flag)}'`;
}

function action(candidates: Candidates, { completes }: Flag): string {
  if (candidates === 'files') return '_files';
  if (candidates === 'none') return ' ';
  return completes === 'resources' ? `_values -s , resource ${candidates.join(' ')}` : `(${candidates.join(' ')})`;
}

/** Escapes the characters that `_arguments` and quotes take for their own. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll(/[[\]:]/g, '\\$&')
    .replaceAll("'", "'\\''");
}
