import { CodedError } from '../base/errors.ts';
import type { Flag } from '../config/flag.ts';
import type { Command } from './command.ts';

const PROGRAM = 'kube-state-metrics';

const shells: Readonly<Record<string, (commands: readonly Command[]) => readonly string[]>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Prints a completion script. */
export const completion: Command = {
  name: 'completion',
  summary: 'print a completion script for a shell',
  usage: Object.keys(shells).join('|'),
  flags: {},
  words: () => Object.keys(shells),
  run([shell], { commands, print }) {
    print(completionScript(shell, commands));
    return 0;
  },
};

/** Writes the completion script of a shell. Throws CONFIG_INVALID for an unknown shell. */
export function completionScript(shell: string | undefined, commands: readonly Command[]): string {
  const names = Object.keys(shells);
  if (shell === undefined || !names.includes(shell)) {
    const expected = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
    throw new CodedError('CONFIG_INVALID', `completion: expected ${expected}, found "${shell ?? ''}"`);
  }
  return `${shells[shell]!(commands).join('\n')}\n`;
}

function choicesOf({ type }: Flag): readonly string[] {
  return Object.keys(type.choices ?? {});
}

/** Lists the words and flags that can follow the name of a command. */
function candidates(command: Command, commands: readonly Command[]): string {
  const flags = Object.values(command.flags).map((flag) => `--${flag.name}`);
  return [...(command.words?.(commands) ?? []), ...flags].join(' ');
}

/**
 * A value can follow its flag as a word, or after `=`, which bash makes a word of its own. Where a flag's values
 * cannot be listed, bash offers files.
 */
function bashScript(commands: readonly Command[]): readonly string[] {
  const first = commands[0]!;
  const others = commands.slice(1).map((command) => command.name);
  const values = commands.flatMap(({ name, flags }) =>
    Object.values(flags)
      .filter((flag) => flag.type.placeholder !== '')
      .map((flag) => `    '${name} --${flag.name}') words='${choicesOf(flag).join(' ')}' ;;`),
  );
  return [
    '_kube_state_metrics() {',
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: variables of the shell.
    '  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"',
    '  local command="${COMP_WORDS[1]}" words',
    '  if [ "$current" = "=" ]; then',
    "    current=''",
    '  elif [ "$previous" = "=" ]; then',
    '    previous="${COMP_WORDS[COMP_CWORD-2]}"',
    '  fi',
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: variables of the shell.
    `  case "$command" in ${others.join('|')}) ;; *) command=${first.name} ;; esac`,
    '  case "$command $previous" in',
    ...values,
    '    *) case "$command" in',
    ...commands.map((command) => `      ${command.name}) words='${candidates(command, commands)}' ;;`),
    '    esac',
    `    [ "$COMP_CWORD" -gt 1 ] || words="${commands.map((c) => c.name).join(' ')} $words" ;;`,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    `complete -F _kube_state_metrics -o default ${PROGRAM}`,
  ];
}

function zshScript(commands: readonly Command[]): readonly string[] {
  const specs = (command: Command): string =>
    Object.values(command.flags)
      .map((flag) => {
        if (flag.type.placeholder === '') return `'--${flag.name}'`;
        const choices = choicesOf(flag);
        return `'--${flag.name}=:value:${choices.length > 0 ? `(${choices.join(' ')})` : ''}'`;
      })
      .join(' ');
  const names = commands.map((c) => c.name).join(' ');
  const cases = commands.slice(1).map((command) => {
    const words = command.words?.(commands) ?? [];
    const operand = words.length > 0 ? ` '2:word:(${words.join(' ')})'` : '';
    return `  ${command.name}) _arguments '1:command:(${names})'${operand} ${specs(command)} ;;`.replace('  ;;', ' ;;');
  });
  return [
    `#compdef ${PROGRAM}`,
    'case "$words[2]" in',
    ...cases,
    `  *) _arguments '1:command:(${names})' ${specs(commands[0]!)} ;;`,
    'esac',
  ];
}

function fishScript(commands: readonly Command[]): readonly string[] {
  const first = commands[0]!;
  const others = commands.slice(1).map((command) => command.name);
  const lines = [`complete -c ${PROGRAM} -f`];
  for (const command of commands) {
    lines.push(`complete -c ${PROGRAM} -n __fish_use_subcommand -a ${command.name} -d ${quote(command.summary)}`);
    const condition =
      command === first
        ? `'not __fish_seen_subcommand_from ${others.join(' ')}'`
        : `'__fish_seen_subcommand_from ${command.name}'`;
    const words = command.words?.(commands) ?? [];
    if (words.length > 0) lines.push(`complete -c ${PROGRAM} -n ${condition} -a '${words.join(' ')}'`);
    for (const flag of Object.values(command.flags)) {
      const choices = choicesOf(flag);
      const value = flag.type.placeholder === '' ? '' : choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : ' -r -F';
      lines.push(`complete -c ${PROGRAM} -n ${condition} -l ${flag.name}${value} -d ${quote(flag.help)}`);
    }
  }
  return lines;
}

/** Quotes a text for the fish shell. */
function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
