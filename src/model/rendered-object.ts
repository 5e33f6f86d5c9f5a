/**
 * Compact samples of one object (model/compact-samples.ts), borrowed until the call that takes them returns. The
 * identity labels are `bytes[head, start)`, the rows of family `i` are `bytes[ends[i - 1] ?? start, ends[i])`; there
 * are `sampleEnds[i]` samples up to the end of family `i`; `hashes[2 · i]` and the next word stand for its rows and the
 * identity, zeros if there are no rows.
 */
export interface RenderedObject {
  readonly bytes: Buffer;
  readonly head: number;
  readonly start: number;
  readonly ends: Int32Array;
  readonly sampleEnds: Int32Array;
  readonly hashes: Uint32Array;
}
