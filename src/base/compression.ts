/**
 * Gives the text of deflated pieces `from[fromStart, +fromBytes)`, each of which ends with a full flush: writes it to
 * `to[at, +room)` and returns its length, or -1 where it does not fit. The room has to be as long as the text.
 */
export type Inflate = (
  from: Uint8Array,
  fromStart: number,
  fromBytes: number,
  to: Uint8Array,
  at: number,
  room: number,
) => number;

/** DEFLATE (RFC 1951) and its checksum: a port, as the runtime brings both. Pure: the same input gives the same output. */
export interface Compression {
  /** CRC-32 (ISO 3309, as in gzip). */
  crc32(bytes: Uint8Array): number;
  /**
   * Deflates text to a piece that ends with a full flush, so that pieces can be joined in any order. `fast` favors time over size.
   * The result is the caller's.
   */
  deflatePiece(text: Uint8Array, effort: 'fast' | 'default'): Buffer;
  /** Opens an inflater with buffers of its own. */
  openInflater(): Inflate;
}
