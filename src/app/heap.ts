import { setFlagsFromString } from 'node:v8';

/** By how much the heap may grow beyond what lives before it is looked through again. V8's own measure is about double. */
const GROWING_PERCENT = 20;

/**
 * After the first sync little is added to the heap, so that looking through it more often costs little and saves a tenth of
 * the process's memory (docs/decisions/0004-memory.md). During the sync it would cost a good part of the time.
 */
export function tightenHeap(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}
