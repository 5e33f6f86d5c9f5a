import { constants, createInflateRaw, inflateRawSync } from 'node:zlib';

/** The part of Node's zlib binding that its own one-shot calls are made of. */
interface Handle {
  writeSync(
    flush: number,
    from: Uint8Array,
    fromStart: number,
    fromBytes: number,
    to: Uint8Array,
    toStart: number,
    toBytes: number,
  ): void;
}

/** `state` is what a write leaves: how much room is left, and how much of the input. */
type Stream = {
  readonly _handle?: Handle | null;
  readonly _writeState?: Uint32Array;
  on(event: 'error', f: () => void): void;
};

/** Writes what becomes of `from[fromStart, +fromBytes)` to `to[at, +room)`; returns how much that is, -1 where it does not fit. */
type Convert = (
  from: Uint8Array,
  fromStart: number,
  fromBytes: number,
  to: Uint8Array,
  at: number,
  room: number,
) => number;

/**
 * Opens an inflater for pieces that are end to end, whose text must fill its buffer exactly. Fast path: one zlib stream
 * for all pieces, used through its handle, which creates no objects and copies nothing. The handle is not public: if it
 * is missing, or `fast` is false, the public function does the same.
 */
export function openInflater(fast = true): Convert {
  return (
    (fast && viaHandle(createInflateRaw() as unknown as Stream, constants.Z_SYNC_FLUSH)) ||
    ((from, start, bytes, to, at, room) => {
      const options = { finishFlush: constants.Z_SYNC_FLUSH, chunkSize: Math.max(room + 1, constants.Z_MIN_CHUNK) };
      return place(inflateRawSync(from.subarray(start, start + bytes), options), to, at, room);
    })
  );
}

function viaHandle(stream: Stream, flush: number): Convert | undefined {
  const { _handle: handle, _writeState: state } = stream;
  if (typeof handle?.writeSync !== 'function' || state?.length !== 2) return undefined;
  // A broken piece shows in what is left over; without a listener it would end the process besides.
  stream.on('error', () => {});
  return (from, start, bytes, to, at, room) => {
    handle.writeSync(flush, from, start, bytes, to, at, room);
    return state[1] === 0 ? room - state[0]! : -1;
  };
}

function place(made: Uint8Array, to: Uint8Array, at: number, room: number): number {
  if (made.length > room) return -1;
  to.set(made, at);
  return made.length;
}
