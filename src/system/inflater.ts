import { constants, createInflateRaw, inflateRawSync } from 'node:zlib';
import type { Inflate } from '../base/compression.ts';
import type { FastPaths } from '../base/fast-paths.ts';

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

/**
 * Opens an inflater. Fast path, `handle`: one stream of Node's for all pieces, through its handle, which makes no objects and
 * copies nothing. The handle is not public, so it may be missing (`handleFault`); `one-shot`, the public function, does the same.
 */
export function openInflater(way: FastPaths['inflate']): Inflate {
  return way === 'handle' ? viaHandle(createInflateRaw() as unknown as Stream) : inflateOneShot;
}

/** Says why Node's zlib cannot be used through its handle; undefined where it can. */
export function handleFault(): string | undefined {
  const stream = createInflateRaw();
  try {
    return isUsable(stream as unknown as Stream) ? undefined : "this Node's zlib has no handle of the expected form";
  } finally {
    stream.close();
  }
}

function isUsable({ _handle: handle, _writeState: state }: Stream): boolean {
  return typeof handle?.writeSync === 'function' && state?.length === 2;
}

const inflateOneShot: Inflate = (from, start, bytes, to, at, room) => {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, chunkSize: Math.max(room + 1, constants.Z_MIN_CHUNK) };
  return place(inflateRawSync(from.subarray(start, start + bytes), options), to, at, room);
};

function viaHandle(stream: Stream): Inflate {
  if (!isUsable(stream)) throw new Error('BUG: zlib has no handle');
  const handle = stream._handle!;
  const state = stream._writeState!;
  // A broken piece shows in what is left over; without a listener it would end the process besides.
  stream.on('error', () => {});
  return (from, start, bytes, to, at, room) => {
    handle.writeSync(constants.Z_SYNC_FLUSH, from, start, bytes, to, at, room);
    return state[1] === 0 ? room - state[0]! : -1;
  };
}

function place(made: Uint8Array, to: Uint8Array, at: number, room: number): number {
  if (made.length > room) return -1;
  to.set(made, at);
  return made.length;
}
