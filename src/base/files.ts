/** Facts about a file that need no reading of it. Links are followed. */
export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'other';
  readonly sizeBytes: number;
  /** Differs whenever the file has been written or replaced, by a link that leads elsewhere too. */
  readonly version: string;
}

/** Files: a port. Errors are those of the system (`ENOENT` and the like). */
export interface Files {
  /** Whether there is something at a path. */
  exists(path: string): boolean;
  /** Reads a file at once: for what the start needs. */
  readNow(path: string): Buffer;
  read(path: string): Promise<Buffer>;
  /** Undefined if nothing is there, or nothing that can be seen. */
  statNow(path: string): FileFacts | undefined;
  stat(path: string): Promise<FileFacts | undefined>;
  /** Lists the names in a folder, sorted, without links to other names of the same folder. */
  listNow(path: string): readonly string[];
}
