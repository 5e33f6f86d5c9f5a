import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { SystemMemory } from '../base/memory.ts';

let collectGarbage: NodeJS.GCFunction | undefined;

/** The memory of this process and of the machine. */
export const systemMemory: SystemMemory = {
  usedBytes: () => ownBytes() ?? process.memoryUsage.rss(),
  limitBytes: totalmem(),
  collect() {
    if (!collectGarbage) {
      // The function is where V8 makes a context after the flag was set; a flag of the command line would need a new process.
      setFlagsFromString('--expose-gc');
      collectGarbage = runInNewContext('gc') as NodeJS.GCFunction;
      setFlagsFromString('--no-expose-gc');
    }
    // As before V8 gives up: what caches hold and empty pages are given back too.
    collectGarbage({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  },
};

/** Resident memory without pages of files, such as those of the runtime's binary, which the kernel drops rather than end the process. */
function ownBytes(): number | undefined {
  try {
    const status = readFileSync('/proc/self/status', 'latin1');
    const kib = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
    const bytes = (kib('RssAnon') + kib('RssShmem')) * 1024;
    return Number.isFinite(bytes) ? bytes : undefined;
  } catch {
    // Not Linux.
    return undefined;
  }
}
