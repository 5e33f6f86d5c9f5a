import { DecodeError } from '../base/errors.ts';
import { int, msg, str } from '../model/schema.ts';
import type { ListMeta, ListStream, WatchStream } from '../model/stream.ts';
import {
  FrameBuffer,
  HEAD_BYTES,
  MAX_OBJECT_BYTES,
  type OnBytes,
  type OnEvent,
  type OnTooLarge,
  tooLarge,
} from './framing.ts';
import { nameInEvent, nameInProtobuf } from './naming.ts';
import { compileProtobufReader } from './protobuf.ts';
import { BYTES, WireCursor } from './wire-cursor.ts';

/** The first bytes of every protobuf body (k8s.io/apimachinery/pkg/runtime/serializer/protobuf). */
const MAGIC = 0x6b387300;
/** An envelope has four fields. */
const ENVELOPE_FIELDS = 64;

// So small that generated code would gain nothing.
const readListMeta = compileProtobufReader(
  {
    resourceVersion: str(2),
    continue: str(3),
    remainingItemCount: int(4),
    shardInfo: msg(5, { selector: str(1) }),
  },
  'interpreted',
);
const readTypeMeta = compileProtobufReader({ kind: str(2) }, 'interpreted');

/** A varint at `at`, or undefined where its end has not arrived. */
function peekVarint(bytes: Buffer, at: number): { value: number; next: number } | undefined {
  let value = 0;
  let scale = 1;
  for (let i = at; i < bytes.length; i++) {
    if (i - at >= 10) throw new DecodeError('DECODE_MALFORMED', 'varint longer than ten bytes', i);
    const b = bytes[i]!;
    value += (b & 0x7f) * scale;
    scale *= 128;
    if (b < 0x80) return { value, next: i + 1 };
  }
  return undefined;
}

/**
 * Splits a protobuf list: magic, runtime.Unknown{raw = 2}, and in it the List message {metadata = 1, items = 2}. Items
 * are passed on as soon as they are complete; nothing else is buffered, and nothing of an item that is too large.
 */
export function openProtobufList(onItem: OnBytes, onTooLarge: OnTooLarge): ListStream {
  return new ProtobufList(onItem, onTooLarge);
}

class ProtobufList implements ListStream {
  private readonly onItem: OnBytes;
  private readonly leftover = new FrameBuffer();
  private started = false;
  /** Bytes of the List message still to come; -1 outside of it. */
  private left = -1;
  /** Remaining bytes of an item that is skipped. */
  private skipping = 0;
  private envelopeFields = 0;
  private meta: ListMeta | undefined;
  private readonly onTooLarge: OnTooLarge;

  constructor(onItem: OnBytes, onTooLarge: OnTooLarge) {
    this.onItem = onItem;
    this.onTooLarge = onTooLarge;
  }

  push(chunk: Buffer): void {
    this.leftover.push(chunk, (bytes) => this.take(bytes));
  }

  finish(): ListMeta {
    if (!this.leftover.empty || this.left > 0 || !this.started || !this.meta) {
      throw new DecodeError('DECODE_TRUNCATED', 'truncated list', this.leftover.offset + this.leftover.size);
    }
    return this.meta;
  }

  private take(bytes: Buffer): number {
    let at = 0;
    if (!this.started) {
      if (bytes.length < 4) return 0;
      if (bytes.readUInt32BE(0) !== MAGIC) throw new DecodeError('DECODE_MALFORMED', 'not Kubernetes protobuf', 0);
      this.started = true;
      at = 4;
    }
    for (;;) {
      const next = this.step(bytes, at);
      if (next < 0) return at;
      at = next;
    }
  }

  private step(bytes: Buffer, at: number): number {
    if (this.skipping > 0) return this.skip(bytes, at);
    return this.left > 0 ? this.takeListField(bytes, at) : this.takeEnvelopeField(bytes, at);
  }

  private skip(bytes: Buffer, at: number): number {
    const size = Math.min(this.skipping, bytes.length - at);
    if (size === 0) return -1;
    this.skipping -= size;
    this.left -= size;
    return at + size;
  }

  /** One field of runtime.Unknown; of `raw` only its head. Returns -1 where more bytes are needed. */
  private takeEnvelopeField(bytes: Buffer, at: number): number {
    const tag = peekVarint(bytes, at);
    if (!tag) return -1;
    if ((tag.value & 7) !== BYTES) throw this.malformed('invalid envelope field', at);
    const size = peekVarint(bytes, tag.next);
    if (!size) return -1;
    if (++this.envelopeFields > ENVELOPE_FIELDS) throw this.malformed('envelope with too many fields', at);
    if (tag.value >>> 3 === 2) {
      this.left = size.value;
      // An empty List message is a list without metadata.
      this.meta ??= { resourceVersion: '', continue: '', remainingItemCount: 0, shardSelector: '' };
      return size.next;
    }
    const end = size.next + size.value;
    return end <= bytes.length ? end : -1;
  }

  private takeListField(bytes: Buffer, at: number): number {
    const tag = peekVarint(bytes, at);
    if (!tag) return -1;
    const size = peekVarint(bytes, tag.next);
    if (!size) return -1;
    if ((tag.value & 7) !== BYTES) throw this.malformed('invalid list field', at);
    const end = size.next + size.value;
    if (end - at > this.left) throw this.malformed('field longer than its list', at);
    if (size.value > MAX_OBJECT_BYTES) return this.passOver(tag.value >>> 3, bytes, at, size);
    if (end > bytes.length) return -1;
    if (tag.value >>> 3 === 2) this.onItem(bytes, size.next, end);
    else if (tag.value >>> 3 === 1) {
      const { shardInfo, ...meta } = readListMeta(bytes, size.next, end);
      this.meta = { ...meta, shardSelector: shardInfo.selector };
    }
    this.left -= end - at;
    return end;
  }

  /** A field that is too large: once enough has come to find its name in, it is let go by. */
  private passOver(field: number, bytes: Buffer, at: number, size: { value: number; next: number }): number {
    if (bytes.length - size.next < HEAD_BYTES) return -1;
    const error = tooLarge(nameInProtobuf(bytes, size.next, bytes.length), this.leftover.offset + at);
    if (field === 1) throw error;
    if (field === 2) this.onTooLarge(error);
    this.left -= size.next - at;
    this.skipping = size.value;
    return size.next;
  }

  private malformed(what: string, at: number): DecodeError {
    return new DecodeError('DECODE_MALFORMED', what, this.leftover.offset + at);
  }
}

/**
 * Splits a protobuf watch: frames of a 4-byte big-endian length and a WatchEvent{type = 1, object = 2 RawExtension{raw
 * = 1: magic and runtime.Unknown}}. Frames that are too large are skipped.
 */
export function openProtobufWatch(onEvent: OnEvent, onTooLarge: OnTooLarge): WatchStream {
  const leftover = new FrameBuffer();
  let skipping = 0;
  const take = (bytes: Buffer): number => {
    let at = Math.min(skipping, bytes.length);
    skipping -= at;
    while (bytes.length - at >= 4) {
      const size = bytes.readUInt32BE(at);
      const start = at + 4;
      if (size > MAX_OBJECT_BYTES) {
        if (bytes.length - start < HEAD_BYTES) break;
        onTooLarge(tooLarge(nameInEvent(bytes, start, bytes.length), leftover.offset + at));
        at = Math.min(start + size, bytes.length);
        skipping = start + size - at;
        continue;
      }
      if (bytes.length - start < size) break;
      takeFrame(bytes, start, start + size, onEvent);
      at = start + size;
    }
    return at;
  };
  return { push: (chunk) => leftover.push(chunk, take), whole: () => leftover.empty && skipping === 0 };
}

function takeFrame(bytes: Buffer, start: number, end: number, onEvent: OnEvent): void {
  const cursor = new WireCursor(bytes, start, end);
  let type = '';
  let object = { start: end, end };
  while (cursor.at < end) {
    const tag = cursor.varint();
    if ((tag & 7) !== BYTES) {
      cursor.skip(tag & 7);
      continue;
    }
    const size = cursor.size();
    const from = cursor.at;
    cursor.at += size;
    if (tag >>> 3 === 1) type = bytes.toString('latin1', from, cursor.at);
    else if (tag >>> 3 === 2) object = { start: from, end: cursor.at };
  }
  const raw = fieldOf(bytes, object.start, object.end, 1);
  const { kind, ...inner } = openEnvelope(bytes, raw.start, raw.end);
  onEvent(type, kind, bytes, inner.start, inner.end);
}

/** Returns the kind and the place of the bare message within magic and runtime.Unknown. */
export function openEnvelope(bytes: Buffer, start: number, end: number): { kind: string; start: number; end: number } {
  if (end - start < 4 || bytes.readUInt32BE(start) !== MAGIC) {
    throw new DecodeError('DECODE_MALFORMED', 'not Kubernetes protobuf', start);
  }
  const typeMeta = fieldOf(bytes, start + 4, end, 1);
  const raw = fieldOf(bytes, start + 4, end, 2);
  return { kind: readTypeMeta(bytes, typeMeta.start, typeMeta.end).kind, ...raw };
}

/** Returns the place of the last length-delimited field `no` of a message; empty if there is none. */
function fieldOf(bytes: Buffer, start: number, end: number, no: number): { start: number; end: number } {
  const cursor = new WireCursor(bytes, start, end);
  let found = { start: end, end };
  while (cursor.at < end) {
    const tag = cursor.varint();
    if (tag >>> 3 === no && (tag & 7) === BYTES) {
      const size = cursor.size();
      found = { start: cursor.at, end: cursor.at + size };
      cursor.at += size;
    } else cursor.skip(tag & 7);
  }
  return found;
}
