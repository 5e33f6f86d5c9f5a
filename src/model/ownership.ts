/** Decides by UID whether an object belongs to this process. */
export interface Ownership {
  owns(uid: string): boolean;
  /** The same for a UID as it is on the wire: UTF-8 in `bytes[start, end)`, borrowed until the call returns. */
  ownsBytes(bytes: Uint8Array, start: number, end: number): boolean;
}
