import { CodedError } from '../base/errors.ts';
import { flags } from '../config/flags.ts';

const COMMANDS = ['demo', 'simulate', 'rbac', 'version', 'completion', 'help'];

/** The completion script of a shell. Throws CONFIG_INVALID for a shell that is not known. */
export function completionScript(shell: string | undefined): string {
  const words = [...COMMANDS, ...flags.map((f) => `--${f.name}`)].join(' ');
  switch (shell) {
    case 'bash':
      return `complete -W "${words}" kube-state-metrics\n`;
    case 'zsh':
      return `#compdef kube-state-metrics\ncompadd -- ${words}\n`;
    case 'fish':
      return [
        ...COMMANDS.map((c) => `complete -c kube-state-metrics -a ${c}`),
        ...flags.map((f) => `complete -c kube-state-metrics -l ${f.name}`),
        '',
      ].join('\n');
    default:
      throw new CodedError('CONFIG_INVALID', `completion: expected bash, zsh or fish, found "${shell ?? ''}"`);
  }
}
