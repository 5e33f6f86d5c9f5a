import { constants, deflateRawSync } from 'node:zlib';
import { wasm } from './deflatewasm.ts';

/**
 * Makes pieces: deflated text that ends with a full flush, so that pieces can be joined in any order. It works within memory
 * of its own, where the text has to be.
 */
export interface Deflater {
  /** Its memory, at least so many bytes of it. What was in it stays; what was given before is of no use any more. */
  room(bytes: number): Buffer;
  /**
   * Deflates `room[start, start + bytes)` to `at`; returns how long that is. There has to be room for
   * `mostDeflatedBytes(bytes)`, all of which may be overwritten.
   */
  deflate(start: number, bytes: number, at: number): number;
}

/** More than a piece can take, whose text is so long: nine bits a byte, what a block needs besides, and words behind it. */
export function mostDeflatedBytes(textBytes: number): number {
  return textBytes + (textBytes >>> 3) + 64;
}

/** The fast one, or the slow one where there is no WebAssembly with vectors. */
export function openDeflater(): Deflater {
  return openRowDeflater() ?? openZlibDeflater();
}

/** What is used of https://webassembly.github.io/spec/js-api/, which TypeScript declares for browsers only. */
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
  firstFree(): number;
}

/**
 * Deflate for rows of text that are like the row before (assembly/deflate), in WebAssembly: less than half the time of zlib's
 * fastest level, and two in a hundred bytes less (bench/micro/deflate.bench.ts, docs/decisions/0011-deflate.md).
 * Undefined where it cannot be compiled.
 */
export function openRowDeflater(): Deflater | undefined {
  const exports = compile();
  if (!exports) return undefined;
  const { memory } = exports;
  const base = exports.firstFree();
  let room = Buffer.alloc(0);
  return {
    room: (bytes) => {
      const missing = base + bytes - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
      // Growing takes the bytes away from earlier buffers.
      if (room.buffer !== memory.buffer) room = Buffer.from(memory.buffer, base);
      return room;
    },
    deflate: (start, bytes, at) => exports.deflate(base + start, bytes, base + at),
  };
}

function compile(): Exports | undefined {
  try {
    const module = new WebAssembly.Module(Buffer.from(wasm, 'base64'));
    return new WebAssembly.Instance(module).exports as Exports;
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
}

/** The same through zlib's public function. Level 1: the next ones gain little on exposition text and take twice the time. */
export function openZlibDeflater(): Deflater {
  let room: Buffer = Buffer.alloc(0);
  return {
    room: (bytes) => {
      if (room.length < bytes) {
        const grown = Buffer.allocUnsafeSlow(bytes);
        room.copy(grown);
        room = grown;
      }
      return room;
    },
    deflate: (start, bytes, at) =>
      deflateRawSync(room.subarray(start, start + bytes), {
        level: constants.Z_BEST_SPEED,
        finishFlush: constants.Z_FULL_FLUSH,
      }).copy(room, at),
  };
}
