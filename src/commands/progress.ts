import { bytesText } from '../explorer/bytes-text.ts';

/** A line of progress on a terminal, which is written over and removed at the end. */
export interface Progress {
  show(what: string, done: number, all: number): void;
  /** Shows how much has been read where nobody knows how much there is; at most every few megabytes. */
  showBytes(what: string, bytes: number): void;
  end(): void;
}

const BAR = 20;
const STEP_BYTES = 4 * 1024 * 1024;

/** Opens a line of progress; anything but a terminal gets none. */
export function openProgress(out: { readonly isTTY?: boolean; write(text: string): unknown }): Progress {
  if (!out.isTTY) return { show: () => {}, showBytes: () => {}, end: () => {} };
  let shownBytes = 0;
  return {
    show(what, done, all) {
      const filled = Math.round((BAR * done) / Math.max(1, all));
      out.write(`\r\x1b[K[${'#'.repeat(filled)}${' '.repeat(BAR - filled)}] ${done}/${all} ${what}`);
    },
    showBytes(what, bytes) {
      if (Math.abs(bytes - shownBytes) < STEP_BYTES) return;
      shownBytes = bytes;
      out.write(`\r\x1b[K${what} ... ${bytesText(bytes)}`);
    },
    end: () => out.write('\r\x1b[K'),
  };
}
