import { DecodeError } from '../base/errors.ts';

/** Wire types of protobuf (https://protobuf.dev/programming-guides/encoding/). */
export const VARINT = 0;
/** Wire type of fixed 64-bit values. */
export const FIXED64 = 1;
/** Wire type of strings, bytes and messages: a length and the content. */
export const BYTES = 2;
/** Wire type of fixed 32-bit values. */
export const FIXED32 = 5;

/** Varints below this are the same signed and unsigned, and exact in a float. */
const MAX_PLAIN = 2 ** 51;

/**
 * Reads protobuf primitives from `bytes[at, end)`. Borrows the bytes: the caller keeps them unchanged while it reads.
 * Every read past `end` throws DECODE_TRUNCATED; a value that no encoder writes throws DECODE_MALFORMED.
 */
export class WireCursor {
  bytes: Buffer;
  at: number;
  end: number;

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** Points the cursor at other bytes. */
  reset(bytes: Buffer, at: number, end: number): void {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  /** A varint as an unsigned number; exact to 2^53, which sizes, tags and times stay within. */
  varint(): number {
    const bytes = this.bytes;
    let at = this.at;
    if (at >= this.end) throw new DecodeError('DECODE_TRUNCATED', 'truncated varint', at);
    let b = bytes[at++]!;
    let value = b & 0x7f;
    if (b >= 0x80) {
      let scale = 128;
      do {
        if (at >= this.end) throw new DecodeError('DECODE_TRUNCATED', 'truncated varint', at);
        if (at - this.at >= 10) throw new DecodeError('DECODE_MALFORMED', 'varint longer than ten bytes', at);
        b = bytes[at++]!;
        value += (b & 0x7f) * scale;
        scale *= 128;
      } while (b >= 0x80);
    }
    this.at = at;
    return value;
  }

  /** A varint as a signed 64-bit integer (int32 and int64 fields), nearest number beyond 2^53. */
  signed(): number {
    const start = this.at;
    const value = this.varint();
    return value < MAX_PLAIN ? value : Number(this.signedFrom(start));
  }

  /** Like `signed`, as decimal digits, exact beyond 2^53. */
  signedText(): string {
    const start = this.at;
    const value = this.varint();
    return String(value < MAX_PLAIN ? value : this.signedFrom(start));
  }

  /** The varint of `bytes[start, at)` as a signed integer: two's complement over 64 bits needs all of them. */
  private signedFrom(start: number): bigint {
    let big = 0n;
    for (let i = this.at - 1; i >= start; i--) big = (big << 7n) | BigInt(this.bytes[i]! & 0x7f);
    return BigInt.asIntN(64, big);
  }

  /** The length of a length-delimited value, checked against the end. */
  size(): number {
    const size = this.varint();
    if (size > this.end - this.at) {
      throw new DecodeError('DECODE_TRUNCATED', `truncated value of ${size} bytes`, this.at);
    }
    return size;
  }

  /** Passes over the value that follows a tag of the given wire type. */
  skip(wireType: number): void {
    switch (wireType) {
      case VARINT:
        this.varint();
        return;
      case BYTES:
        this.forward(this.size());
        return;
      case FIXED64:
        this.forward(8);
        return;
      case FIXED32:
        this.forward(4);
        return;
      default:
        // Groups (3 and 4) do not occur in Kubernetes; 6 and 7 do not exist.
        throw new DecodeError('DECODE_MALFORMED', `unknown wire type ${wireType}`, this.at);
    }
  }

  private forward(bytes: number): void {
    if (bytes > this.end - this.at) throw new DecodeError('DECODE_TRUNCATED', 'truncated fixed-size value', this.at);
    this.at += bytes;
  }
}
