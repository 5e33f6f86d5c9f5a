import type { Flag } from '../../config/flag.ts';
import type { Command } from '../command.ts';
import { type Candidates, type Completed, candidatesOf, PROGRAM, wordsOf } from './candidates.ts';

/**
 * Writes the script for bash. A value can follow its flag as a word, or after `=`, which bash makes a word of its own; of a list the last part
 * is completed.
 */
export function bashScript({ commands, resources }: Completed): readonly string[] {
  const first = commands[0]!;
  const others = commands.slice(1).map((command) => command.name);
  const values = commands.flatMap(({ name, flags }) =>
    Object.values(flags).flatMap((flag) => {
      const candidates = candidatesOf(flag, resources);
      return candidates ? [`    ${spellings(name, flag)}) ${assignment(candidates)} ;;`] : [];
    }),
  );
  return [
    '_kube_state_metrics() {',
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: variables of the shell.
    '  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"',
    '  local command="${COMP_WORDS[1]}" words="" files="" lead=""',
    '  if [ "$current" = "=" ]; then',
    "    current=''",
    '  elif [ "$previous" = "=" ]; then',
    '    previous="${COMP_WORDS[COMP_CWORD-2]}"',
    '  fi',
    `  case "$command" in ${others.join('|')}) ;; *) command=${first.name} ;; esac`,
    '  case "$command $previous" in',
    ...values,
    '    *) case "$command" in',
    ...commands.map((command) => `      ${command.name}) words='${flagsAndWords(command, commands)}' ;;`),
    '    esac',
    '    case "$command" in check-config) files=yes ;; esac',
    `    [ "$COMP_CWORD" -gt 1 ] || words="${commands.map((c) => c.name).join(' ')} $words" ;;`,
    '  esac',
    '  case "$current" in *,*) lead="${current%,*},"; current="${current##*,}" ;; esac',
    '  COMPREPLY=($(compgen -P "$lead" -W "$words" -- "$current"))',
    '  [ -z "$files" ] || COMPREPLY+=($(compgen -f -- "$current"))',
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: variables of the shell.
    '}',
    `complete -F _kube_state_metrics -o filenames ${PROGRAM}`,
  ];
}

function assignment(candidates: Candidates): string {
  if (candidates === 'files') return 'files=yes';
  return `words='${candidates === 'none' ? '' : candidates.join(' ')}'`;
}

function flagsAndWords(command: Command, commands: readonly Command[]): string {
  const flags = Object.values(command.flags).map((flag) => `--${flag.name}`);
  return [...wordsOf(command, commands), ...flags].join(' ');
}

/** Patterns of a command and one of its flags, by its long and its short name. */
function spellings(command: string, { name, short }: Flag): string {
  return [`--${name}`, ...(short ? [`-${short}`] : [])].map((word) => `'${command} ${word}'`).join('|');
}
