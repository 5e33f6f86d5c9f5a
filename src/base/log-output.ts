/** Places where log lines go, and what their headers say: a port. A line that cannot be written is lost; that ends nothing. */
export interface LogOutput {
  /** Writes a line to standard error. */
  stderr(line: string): void;
  /** Opens a file to append to; the result writes a line. Throws the error of the system where that is impossible. */
  openFile(path: string): (line: string) => void;
  /** Local time, `mmdd hh:mm:ss.uuuuuu`. */
  localTime(): string;
  /** UTC time as ISO 8601. */
  isoTime(): string;
  readonly pid: number;
  /** Finds the place in the sources that a place in a running file is from; absent: running files are the sources. */
  readonly sourceOf?: (place: CodePlace) => CodePlace;
}

/** A line of a file; lines count from 1. */
export interface CodePlace {
  readonly path: string;
  readonly line: number;
}
