import type { Flag } from '../../config/flag.ts';
import type { Command } from '../command.ts';

/** Name that the shells complete. */
export const PROGRAM = 'kube-state-metrics';

/** Input of a completion script. */
export interface Completed {
  /** The default command first. */
  readonly commands: readonly Command[];
  /** Plural names of the resources. */
  readonly resources: readonly string[];
}

/** Candidates for a value: words, the files of the folder, or nothing to offer. */
export type Candidates = readonly string[] | 'files' | 'none';

/** Finds candidates for the value of a flag; undefined: it is a switch, which takes no further word. */
export function candidatesOf({ type, completes }: Flag, resources: readonly string[]): Candidates | undefined {
  if (type.placeholder === '') return undefined;
  if (type.choices) return Object.keys(type.choices);
  if (completes === 'resources') return resources;
  return completes ?? 'none';
}

/** Lists the words that can follow the name of a command, other than flags. */
export function wordsOf(command: Command, commands: readonly Command[]): readonly string[] {
  return command.words?.(commands) ?? [];
}

/** Cuts a help text after its first clause. */
export function briefly(help: string): string {
  return help.split(/[;:] /)[0]!;
}
