import { destination, pino } from 'pino';

/** Where the program says what it does: JSON lines on standard error. */
export interface Log {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
  debug(fields: object, text: string): void;
}

/** Opens the log; `verbosity` is the number of `-v`: from 4 on, debugging lines are written too. */
export function openLog(verbosity: number): Log {
  const level = verbosity >= 4 ? 'debug' : 'info';
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination({ fd: 2, sync: true }));
  return log;
}

/**
 * Passes a line on once per key until it is forgotten, so that a fault that repeats with every event is logged once. The
 * number of keys kept is bounded.
 */
export class OnceLog {
  private readonly seen = new Set<string>();
  private readonly limit: number;

  constructor(limit = 1000) {
    this.limit = limit;
  }

  /** Whether this is the first time. */
  first(key: string): boolean {
    if (this.seen.has(key)) return false;
    if (this.seen.size >= this.limit) this.seen.clear();
    this.seen.add(key);
    return true;
  }
}
