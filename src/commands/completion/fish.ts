import type { Flag } from '../../config/flag.ts';
import { briefly, type Completed, candidatesOf, PROGRAM, wordsOf } from './candidates.ts';

/** Writes the script for fish. */
export function fishScript({ commands, resources }: Completed): readonly string[] {
  const first = commands[0]!;
  const others = commands.slice(1).map((command) => command.name);
  const lines = [`complete -c ${PROGRAM} -f`];
  for (const command of commands) {
    lines.push(`complete -c ${PROGRAM} -n __fish_use_subcommand -a ${command.name} -d ${quote(command.summary)}`);
    const condition =
      command === first
        ? `'not __fish_seen_subcommand_from ${others.join(' ')}'`
        : `'__fish_seen_subcommand_from ${command.name}'`;
    const words = wordsOf(command, commands);
    if (words.length > 0) lines.push(`complete -c ${PROGRAM} -n ${condition} -a '${words.join(' ')}'`);
    for (const flag of Object.values(command.flags)) {
      const help = quote(briefly(flag.help));
      lines.push(
        `complete -c ${PROGRAM} -n ${condition} -l ${flag.name}${flag.short ? ` -s ${flag.short}` : ''}${argumentOf(flag, resources)} -d ${help}`,
      );
    }
  }
  return lines;
}

function argumentOf(flag: Flag, resources: readonly string[]): string {
  const candidates = candidatesOf(flag, resources);
  if (!candidates) return '';
  if (candidates === 'files') return ' -r -F';
  return candidates === 'none' ? ' -x' : ` -x -a '${candidates.join(' ')}'`;
}

/** Quotes a text for the fish shell. */
function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
