/** Memory of the process, in bytes. */
export interface Memory {
  /** Memory that the process occupies now. */
  usedBytes(): number;
  /** Memory that it may occupy: beyond it, the kernel ends it. */
  readonly limitBytes: number;
  /** Frees what can be freed, unless that has just been tried; absent: nothing can. */
  relieve?(): void;
}

/** Memory of the process as the machine has it: a port. The limit is that of the machine. */
export interface SystemMemory extends Memory {
  /** Collects garbage at once, which takes 50 ms and more; absent: it cannot. */
  collect?(): void;
}
