import { totalmem } from 'node:os';
import type { Memory } from '../base/memory.ts';

/** The memory of this process. A cgroup without a limit reports a number beyond the memory of the machine. */
export const systemMemory: Memory = {
  usedBytes: () => process.memoryUsage.rss(),
  limitBytes: Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem()),
};
