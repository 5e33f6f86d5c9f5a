/** What packing/row-codec.ts asks for. Pointers are places in this module's memory, from `firstFree` on. */
export { deflate } from './deflate/index';
export { expand } from './expand';

/** Where the caller's own bytes may begin. */
export function firstFree(): usize {
  return (__heap_base + 63) & ~63;
}
