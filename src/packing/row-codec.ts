import type { Compression } from '../base/compression.ts';
import { errorText } from '../base/errors.ts';
import type { FastPaths } from '../base/fast-paths.ts';
import { expandSamples } from '../model/compact-samples.ts';
import { wasm } from './row-codec-wasm.ts';

/**
 * Writes rows out in full and makes pieces of them: deflated text that ends with a full flush, so that pieces can be joined
 * in any order. It works within memory of its own, where all that it reads has to be; offsets are within `room`.
 */
export interface RowCodec {
  /** Returns the codec's memory, at least `bytes` long. Its content is kept; buffers returned earlier become invalid. */
  room(bytes: number): Buffer;
  /**
   * Writes samples out in full at `to`, as `expandSamples` (model/compact-samples.ts); returns the end. EXPAND_SLACK bytes behind it
   * may be overwritten.
   */
  expand(
    lines: number,
    linesEnd: number,
    name: number,
    nameEnd: number,
    identity: number,
    identityEnd: number,
    to: number,
  ): number;
  /**
   * Deflates `room[start, start + bytes)` to `at`; returns how long that is. There has to be room for
   * `maxDeflatedBytes(bytes)`, all of which may be overwritten.
   */
  deflate(start: number, bytes: number, at: number): number;
}

export const EXPAND_SLACK = 16;

/** Returns an upper bound for the deflated size: 9 bits per byte, plus block overhead, plus padding for word stores. */
export function maxDeflatedBytes(textBytes: number): number {
  return textBytes + (textBytes >>> 3) + 64;
}

/** Opens a codec with memory of its own. Throws where there is no WebAssembly for `wasm` (`wasmFault`). */
export function openRowCodec(codec: FastPaths['codec'], compression: Compression): RowCodec {
  return codec === 'wasm' ? openWasmCodec() : openPlainCodec(compression);
}

/** The used part of https://webassembly.github.io/spec/js-api/, which TypeScript declares for browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
  readonly CompileError: new () => Error;
};

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const PAGE_BYTES = 64 * 1024;

interface Exports {
  readonly memory: Memory;
  deflate(text: number, size: number, to: number): number;
  expand: RowCodec['expand'];
  firstFree(): number;
}

/**
 * Opens the codec in WebAssembly (assembly/). Its deflate is made for rows that resemble the previous one: about half
 * the time of zlib's fastest level, and 2 % fewer bytes (docs/decisions/0011-deflate.md). Undefined if it cannot be
 * compiled.
 */
export function openWasmCodec(): RowCodec {
  const module = new WebAssembly.Module(Buffer.from(wasm, 'base64'));
  const exports = new WebAssembly.Instance(module).exports as Exports;
  const { memory } = exports;
  const base = exports.firstFree();
  let room: Buffer = Buffer.alloc(0);
  return {
    room: (bytes) => {
      // Whole vectors are read.
      const missing = base + bytes + EXPAND_SLACK - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
      // Growing takes the bytes away from earlier buffers.
      if (room.buffer !== memory.buffer) room = Buffer.from(memory.buffer, base);
      return room;
    },
    expand: (lines, linesEnd, name, nameEnd, identity, identityEnd, to) =>
      exports.expand(
        base + lines,
        base + linesEnd,
        base + name,
        base + nameEnd,
        base + identity,
        base + identityEnd,
        base + to,
      ) - base,
    deflate: (start, bytes, at) => exports.deflate(base + start, bytes, base + at),
  };
}

/** Says why the codec in WebAssembly cannot be used; undefined where it can. */
export function wasmFault(): string | undefined {
  if (typeof WebAssembly === 'undefined') return 'this process has no WebAssembly';
  try {
    new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(wasm, 'base64')));
    return undefined;
  } catch (error) {
    // Without vectors, or where code may not be compiled, it is a CompileError.
    if (error instanceof WebAssembly.CompileError) return errorText(error);
    throw error;
  }
}

/** The same in JavaScript and zlib. Level 1: the next ones gain little on exposition text and take twice the time. */
export function openPlainCodec(compression: Compression): RowCodec {
  let room = Buffer.alloc(0);
  return {
    room: (bytes) => {
      if (room.length < bytes) {
        const grown = Buffer.allocUnsafeSlow(bytes);
        room.copy(grown);
        room = grown;
      }
      return room;
    },
    expand: (lines, linesEnd, name, nameEnd, identity, identityEnd, to) =>
      expandSamples(
        room,
        { start: lines, end: linesEnd },
        { start: name, end: nameEnd },
        { start: identity, end: identityEnd },
        to,
      ),
    deflate: (start, bytes, at) => compression.deflatePiece(room.subarray(start, start + bytes), 'fast').copy(room, at),
  };
}
