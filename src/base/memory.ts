/** Memory of the process, in bytes. */
export interface Memory {
  /** Memory that the process occupies now. */
  usedBytes(): number;
  /** Limit of its cgroup; where it has none, the memory of the machine. */
  readonly limitBytes: number;
}
