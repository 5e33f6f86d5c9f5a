/** Files: a port. Errors are those of the system (`ENOENT` and the like). */
export interface Files {
  /** Whether there is something at a path. */
  exists(path: string): boolean;
  /** Reads a file at once: for what the start needs. */
  readNow(path: string): Buffer;
  read(path: string): Promise<Buffer>;
  /** Lists the names in a folder, sorted, without links to other names of the same folder. */
  listNow(path: string): readonly string[];
}
