/** Says by an object's UID whether it is this process's to show. */
export interface Ownership {
  owns(uid: string): boolean;
  /** The same for a UID as it is on the wire: UTF-8 in `bytes[start, end)`, borrowed until the call returns. */
  ownsBytes(bytes: Uint8Array, start: number, end: number): boolean;
}
