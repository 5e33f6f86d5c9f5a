import { openSync, writeSync } from 'node:fs';
import type { LogOutput } from '../base/log-output.ts';
import { sourceOf } from './source-lines.ts';

let guarded = false;

/** Standard error, files and the time of this machine. */
export const systemLogOutput: LogOutput = {
  stderr(line) {
    // A reader of the log that has gone must not end the process.
    if (!guarded) process.stderr.on('error', () => {});
    guarded = true;
    process.stderr.write(line);
  },
  openFile(path) {
    const file = openSync(path, 'a', 0o644);
    return (line) => {
      try {
        writeSync(file, line);
      } catch {
        // The disk is full, say.
      }
    };
  },
  localTime() {
    const now = new Date();
    const two = (part: number): string => String(part).padStart(2, '0');
    const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':');
    return `${two(now.getMonth() + 1)}${two(now.getDate())} ${time}.${String(now.getMilliseconds()).padStart(3, '0')}000`;
  },
  isoTime: () => new Date().toISOString(),
  pid: process.pid,
  sourceOf,
};
