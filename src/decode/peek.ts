import type { Ownership } from '../model/ownership.ts';
import { JsonCursor } from './json-cursor.ts';
import { BYTES, WireCursor } from './wire-cursor.ts';

/** Decides by its UID whether the object in `bytes[start, end)` is owned. Throws DecodeError. */
export type Peek = (ownership: Ownership, bytes: Buffer, start: number, end: number) => boolean;

const QUOTE = 0x22;
const BRACE = 0x7b;
const METADATA = 1;
const UID = 5;

const wire = new WireCursor(Buffer.alloc(0));

/** Peeks into a protobuf message, whose field 1 is its ObjectMeta. */
export const peekProtobuf: Peek = (ownership, bytes, start, end) => {
  wire.reset(bytes, start, end);
  if (!seek(METADATA)) return ownership.owns('');
  const size = wire.size();
  wire.end = wire.at + size;
  if (!seek(UID)) return ownership.owns('');
  const uidSize = wire.size();
  return ownership.ownsBytes(bytes, wire.at, wire.at + uidSize);
};

/** Goes to the size of the first length-delimited field `no`. */
function seek(no: number): boolean {
  while (wire.at < wire.end) {
    const tag = wire.varint();
    if (tag >>> 3 === no && (tag & 7) === BYTES) return true;
    wire.skip(tag & 7);
  }
  return false;
}

const json = new JsonCursor(Buffer.alloc(0));

/** Peeks into a JSON object with the member `metadata`. */
export const peekJson: Peek = (ownership, bytes, start, end) => {
  json.reset(bytes, start, end);
  return ownership.owns(uidOfObject());
};

/** Peeks into a row of a Table, whose member `object` is the object. */
export const peekRow: Peek = (ownership, bytes, start, end) => {
  json.reset(bytes, start, end);
  return ownership.owns(seekObject('object') ? uidOfObject() : '');
};

function uidOfObject(): string {
  return seekObject('metadata') && json.seek('uid') && json.peek() === QUOTE ? json.string() : '';
}

/** Goes to the object that is member `key` of the object that is next. */
function seekObject(key: string): boolean {
  return json.seek(key) && json.peek() === BRACE;
}
