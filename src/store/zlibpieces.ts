import { constants, createDeflateRaw, createInflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * Level 1: the next ones gain little on exposition text and take twice the time (design D3). A full flush ends a piece at a
 * byte and forgets what was before it, so that pieces can be joined in any order. What repeats is in the rows just before:
 * a small window and table are faster and compress no worse (bench/micro).
 */
const DEFLATE = { level: constants.Z_BEST_SPEED, windowBits: 13, memLevel: 7 } as const;

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

/** More than a piece can take, whose text is so long. */
export function mostDeflatedBytes(textBytes: number): number {
  return textBytes + (textBytes >>> 6) + 64;
}

/**
 * Makes pieces: deflated text that ends with a full flush. Fast path: one stream of Node's for all pieces, through its
 * handle, which makes no objects and copies nothing; 30 % faster than one-shot calls at 27 KB a piece (bench/micro).
 * The slow path, through the public functions, gives pieces of the same text, a few bytes longer or shorter, as a stream that
 * has just begun finds other repetitions. It is taken where Node has no such handle.
 */
export function openDeflater(fast = true): Convert {
  return (
    (fast && viaHandle(createDeflateRaw(DEFLATE) as unknown as Stream, constants.Z_FULL_FLUSH)) ||
    ((from, start, bytes, to, at, room) =>
      place(
        deflateRawSync(from.subarray(start, start + bytes), { ...DEFLATE, finishFlush: constants.Z_FULL_FLUSH }),
        to,
        at,
        room,
      ))
  );
}

/** Gives the text of pieces end to end, which must be as long as the room for it. */
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
