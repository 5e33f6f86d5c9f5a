import { setFlagsFromString } from 'node:v8';

/** By how much the heap may grow beyond what lives before it is looked through again. */
const GROWING_PERCENT = 60;

/**
 * After the first sync little is added to the heap: events cost a quarter less with this bound than with tighter ones or
 * V8's own measure (docs/decisions/0004-memory.md).
 */
export function tightenHeap(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}
