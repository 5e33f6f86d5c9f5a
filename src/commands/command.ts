import type { FlagTable } from '../config/flag.ts';

/** The parts of the program that a command uses. */
export interface Program {
  /** All commands, the default one first. */
  readonly commands: readonly Command[];
  /** Writes to standard output. */
  print(text: string): void;
  /** Columns of the terminal. */
  readonly width: number;
  /** Resolves at the next signal to stop. */
  stopSignal(): Promise<void>;
  /** Calls back at each signal to reload, which otherwise ends the process. */
  onReload(reload: () => void): void;
}

/** A command of the program, as its help, completion and documentation show it and as it runs. */
export interface Command {
  readonly name: string;
  /** One line for help and documentation. */
  readonly summary: string;
  /** The form of the arguments after its name. */
  readonly usage: string;
  readonly flags: FlagTable;
  /** Exit code for what an operator can mend; absent: 1. */
  readonly faultCode?: number;
  /** Further lines of its help. */
  readonly notes?: string;
  /** The words that can follow its name, other than flags. */
  words?(commands: readonly Command[]): readonly string[];
  /**
   * Runs it with the arguments after its name; resolves to the exit code. Throws a CodedError for what an operator
   * can mend.
   */
  run(argv: readonly string[], program: Program): number | Promise<number>;
}
