/** A line of progress on a terminal, which is written over and removed at the end. */
export interface Progress {
  show(what: string, done: number, all: number): void;
  end(): void;
}

const BAR = 20;

/** Opens a line of progress; anything but a terminal gets none. */
export function openProgress(out: { readonly isTTY?: boolean; write(text: string): unknown }): Progress {
  if (!out.isTTY) return { show: () => {}, end: () => {} };
  return {
    show(what, done, all) {
      const filled = Math.round((BAR * done) / Math.max(1, all));
      out.write(`\r\x1b[K[${'#'.repeat(filled)}${' '.repeat(BAR - filled)}] ${done}/${all} ${what}`);
    },
    end: () => out.write('\r\x1b[K'),
  };
}
