/** A thread that was started. */
export interface Thread {
  /** Hands a message over, as a structured clone; SharedArrayBuffers are shared. */
  post(message: unknown): void;
  end(): Promise<void>;
}

/** Options of a thread at its start. */
export interface ThreadStart {
  readonly name: string;
  /** The module that runs on it. */
  readonly entry: URL;
  /** What the module gets at its start. */
  readonly data: unknown;
  readonly youngHeapMb: number;
  readonly oldHeapMb: number;
}

/** Threads: a port. An error that a thread does not catch ends the process, as one of the main thread does. */
export interface Threads {
  /** How many can run at once on this machine. */
  readonly parallelism: number;
  /** Starts a thread, which does not keep the process alive; `onMessage` gets what it posts. */
  start(how: ThreadStart, onMessage: (message: unknown) => void): Thread;
}
