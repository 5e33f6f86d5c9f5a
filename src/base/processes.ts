/** A program to run to its end. */
export interface ProcessStart {
  /** Path, or a name that is looked up in PATH. */
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Time after which it is killed, with everything that it has started. */
  readonly timeoutMs: number;
  /** Bytes of standard output after which it is killed; of standard error, the last 4 KiB are kept. */
  readonly maxOutputBytes: number;
  /** Kills it, with everything that it has started. */
  readonly signal: AbortSignal;
}

/** The end of a program that ran. */
export interface ProcessEnd {
  /** Exit code; undefined where a signal ended it. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** The limit for which it was killed; undefined where it ended by itself. */
  readonly killedFor: 'time' | 'output' | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Other programs: a port. They get no standard input and are in a process group of their own. */
export interface Processes {
  /** Resolves when the program has ended; rejects with the error of the system (`ENOENT`, `EACCES`) where it cannot be started. */
  run(how: ProcessStart): Promise<ProcessEnd>;
}
