import { DecodeError } from '../base/errors.ts';
import { JsonCursor } from './json-cursor.ts';
import { BYTES, WireCursor } from './wire-cursor.ts';

/**
 * Returns the name of an object for messages, as `namespace/name`, from its first bytes; parts that these lack are left out.
 * Most objects that are too large have their metadata first.
 */
type NameOf = (bytes: Buffer, start: number, end: number) => string;

/** A longer one is cut: names are up to 253 bytes. */
const SHOWN = 253;
/** Fields of a watch frame down to the object (see protobuf-stream.ts), and of ObjectMeta. */
const OBJECT = 2;
const RAW = 1;
const UNKNOWN_RAW = 2;
const METADATA = 1;
const NAME = 1;
const NAMESPACE = 3;
const MAGIC_BYTES = 4;

/** Finds the name of a JSON object, or of the object in its member `object`, as in events and rows. */
export const nameInJson: NameOf = (bytes, start, end) => {
  let found = { name: '', namespace: '' };
  const cursor = new JsonCursor(bytes, start, end);
  const metadata = (): void =>
    cursor.members((key) => {
      if (key === 'name') found = { ...found, name: cursor.string() };
      else if (key === 'namespace') found = { ...found, namespace: cursor.string() };
      else cursor.skip();
    });
  const object = (key: string): void => (key === 'metadata' ? metadata() : void cursor.skip());
  untilItEnds(() => cursor.members((key) => (key === 'object' ? cursor.members(object) : object(key))));
  return join(found);
};

/** Finds the name of a protobuf message, whose field 1 is its metadata. */
export const nameInProtobuf: NameOf = (bytes, start, end) => {
  const found = { name: '', namespace: '' };
  const cursor = new WireCursor(bytes, start, end);
  untilItEnds(() => {
    if (!descend(cursor, METADATA)) return;
    while (cursor.at < cursor.end) {
      const tag = cursor.varint();
      const from = cursor.at;
      cursor.skip(tag & 7);
      if (tag >>> 3 === NAME) found.name = stringAt(bytes, from, cursor.at);
      else if (tag >>> 3 === NAMESPACE) found.namespace = stringAt(bytes, from, cursor.at);
    }
  });
  return join(found);
};

/** Finds the name of the object in the frame of a protobuf watch. */
export const nameInEvent: NameOf = (bytes, start, end) => {
  const cursor = new WireCursor(bytes, start, end);
  let name = '';
  untilItEnds(() => {
    if (!descend(cursor, OBJECT) || !descend(cursor, RAW)) return;
    cursor.at += MAGIC_BYTES;
    if (descend(cursor, UNKNOWN_RAW)) name = nameInProtobuf(bytes, cursor.at, cursor.end);
  });
  return name;
};

/** Goes into the first field `no`, as much of it as there is. */
function descend(cursor: WireCursor, no: number): boolean {
  while (cursor.at < cursor.end) {
    const tag = cursor.varint();
    if (tag >>> 3 === no && (tag & 7) === BYTES) {
      cursor.end = Math.min(cursor.varint() + cursor.at, cursor.end);
      return true;
    }
    cursor.skip(tag & 7);
  }
  return false;
}

function stringAt(bytes: Buffer, start: number, end: number): string {
  const cursor = new WireCursor(bytes, start, end);
  const size = cursor.varint();
  return bytes.toString('utf8', cursor.at, cursor.at + size);
}

/** The bytes end somewhere within, which is no error here. */
function untilItEnds(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
  }
}

function join({ name, namespace }: { readonly name: string; readonly namespace: string }): string {
  const short = (text: string): string => text.slice(0, SHOWN);
  return namespace && name ? `${short(namespace)}/${short(name)}` : short(name);
}
