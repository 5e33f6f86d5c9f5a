import { CodedError } from '../../base/errors.ts';
import { bashScript } from './bash.ts';
import type { Completed } from './candidates.ts';
import { fishScript } from './fish.ts';
import { powershellScript } from './powershell.ts';
import { SHELLS } from './shells.ts';
import { zshScript } from './zsh.ts';

const scripts: Readonly<Record<(typeof SHELLS)[number], (completed: Completed) => readonly string[]>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
};

/** Writes the completion script of a shell. Throws CONFIG_INVALID for an unknown shell. */
export function completionScript(shell: string | undefined, completed: Completed): string {
  const known = SHELLS.find((name) => name === shell);
  if (!known) {
    const expected = `${SHELLS.slice(0, -1).join(', ')} or ${SHELLS.at(-1)}`;
    throw new CodedError('CONFIG_INVALID', `completion: expected ${expected}, found "${shell ?? ''}"`);
  }
  return `${scripts[known](completed).join('\n')}\n`;
}
