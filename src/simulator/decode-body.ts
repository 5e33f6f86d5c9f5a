import { formatUtc } from '../base/utc-time.ts';
import { EMBEDDED, messageFields, REFERS } from './encode.ts';
import { apiVersionOf, builtinKinds } from './kinds.ts';
import type { Json, JsonObject } from './objects.ts';
import { badRequest, StatusError } from './status.ts';

/**
 * Reads request bodies in protobuf, as typed clients send them, back to JSON. Clients write empty texts for absent ones, so those are
 * left out.
 */

type Fields = Readonly<Record<string, readonly [no: number, type: string]>>;
type Members = Record<string, Json | undefined>;

const OBJECT_META: readonly [number, string] = [1, 'apis.meta.v1.ObjectMeta'];
/** Messages that are posted and never stored. */
const POSTED: Readonly<Record<string, Fields>> = {
  DeleteOptions: {
    gracePeriodSeconds: [1, 'int64'],
    orphanDependents: [3, 'bool'],
    propagationPolicy: [4, 'string'],
    dryRun: [5, 'repeated string'],
  },
  Eviction: { metadata: OBJECT_META, deleteOptions: [2, 'DeleteOptions'] },
  Scale: { metadata: OBJECT_META, spec: [2, 'ScaleSpec'] },
  ScaleSpec: { replicas: [1, 'int32'] },
  Binding: { metadata: OBJECT_META, target: [2, 'core.v1.ObjectReference'] },
  TokenRequest: { metadata: OBJECT_META, spec: [2, 'TokenRequestSpec'] },
  TokenRequestSpec: { audiences: [1, 'repeated string'], expirationSeconds: [4, 'int64'] },
  TokenReview: { metadata: OBJECT_META, spec: [2, 'TokenReviewSpec'] },
  TokenReviewSpec: { token: [1, 'string'], audiences: [2, 'repeated string'] },
  SelfSubjectReview: { metadata: OBJECT_META },
  SelfSubjectRulesReview: { metadata: OBJECT_META, spec: [2, 'SelfSubjectRulesReviewSpec'] },
  SelfSubjectRulesReviewSpec: { namespace: [1, 'string'] },
  SelfSubjectAccessReview: { metadata: OBJECT_META, spec: [2, 'SelfSubjectAccessReviewSpec'] },
  SelfSubjectAccessReviewSpec: {
    resourceAttributes: [1, 'ResourceAttributes'],
    nonResourceAttributes: [2, 'NonResourceAttributes'],
  },
  SubjectAccessReview: { metadata: OBJECT_META, spec: [2, 'SubjectAccessReviewSpec'] },
  SubjectAccessReviewSpec: {
    resourceAttributes: [1, 'ResourceAttributes'],
    nonResourceAttributes: [2, 'NonResourceAttributes'],
    user: [3, 'string'],
    groups: [4, 'repeated string'],
    uid: [6, 'string'],
  },
  ResourceAttributes: {
    namespace: [1, 'string'],
    verb: [2, 'string'],
    group: [3, 'string'],
    version: [4, 'string'],
    resource: [5, 'string'],
    subresource: [6, 'string'],
    name: [7, 'string'],
  },
  NonResourceAttributes: { path: [1, 'string'], verb: [2, 'string'] },
};

/** A field on the wire: its number, and its bytes or its number. */
interface WireField {
  readonly no: number;
  readonly bytes: Buffer;
  readonly value: number;
}

/** Whether a body is in protobuf, by the magic number that it begins with. */
export function isProtobufBody(body: Buffer): boolean {
  return body.subarray(0, 4).toString('latin1') === 'k8s\0';
}

/** Reads a body in protobuf. Throws 400 for a malformed one and 415 for a kind without a protobuf form. */
export function decodeBody(body: Buffer): JsonObject {
  let type: Members = {};
  let raw: Buffer = Buffer.alloc(0);
  for (const { no, bytes } of wireFields(body.subarray(4))) {
    if (no === 1) type = readFields(bytes, { apiVersion: [1, 'string'], kind: [2, 'string'] }, '');
    else if (no === 2) raw = bytes;
  }
  const kind = builtinKinds.find((k) => k.kind === type.kind && apiVersionOf(k) === type.apiVersion);
  const message = kind?.message ?? String(type.kind);
  if (!fieldsOf(message)) {
    const name = `${String(type.apiVersion)}, Kind=${String(type.kind)}`;
    throw new StatusError(415, 'UnsupportedMediaType', `the simulator knows no protobuf message of ${name}`);
  }
  return { apiVersion: type.apiVersion, kind: type.kind, ...readMessage(raw, message) };
}

function fieldsOf(message: string): Fields | undefined {
  return POSTED[message] ?? messageFields(message);
}

function readMessage(bytes: Buffer, message: string): Members {
  const fields = fieldsOf(message);
  if (!fields) throw new Error(`BUG: no protobuf message ${message}`);
  return readFields(bytes, fields, message);
}

function readFields(bytes: Buffer, fields: Fields, message: string): Members {
  const members: Members = {};
  const byNumber = new Map(Object.entries(fields).map(([name, [no, type]]) => [no, { name, type }]));
  for (const field of wireFields(bytes)) {
    const found = byNumber.get(field.no);
    if (!found) continue;
    const { name, type } = found;
    if (EMBEDDED.has(name) || (name === 'localObjectReference' && REFERS.test(message))) {
      Object.assign(members, readMessage(field.bytes, type));
    } else if (type.startsWith('repeated ')) readRepeated(members, name, type.slice(9), field);
    else if (type.startsWith('map ')) {
      const entry = readFields(field.bytes, { key: [1, 'string'], value: [2, type.slice(4)] }, '');
      members[name] = { ...(members[name] as JsonObject | undefined), [String(entry.key ?? '')]: entry.value ?? '' };
    } else {
      const value = readValue(type, field);
      if (value !== undefined && value !== '') members[name] = value;
    }
  }
  return members;
}

function readRepeated(members: Members, name: string, type: string, field: WireField): void {
  const items = (members[name] ?? []) as readonly Json[];
  members[name] = [...items, readValue(type, field) ?? ''];
}

/** Undefined for a time that is not set. */
function readValue(type: string, { bytes, value }: WireField): Json | undefined {
  switch (type) {
    case 'string':
      return bytes.toString();
    case 'bytes':
      return bytes.toString('base64');
    case 'bool':
      return value !== 0;
    case 'int32':
    case 'int64':
      return value;
    case 'api.resource.Quantity':
      return String(readFields(bytes, { text: [1, 'string'] }, '').text ?? '0');
    case 'apis.meta.v1.Time':
    case 'apis.meta.v1.MicroTime':
      return readTime(bytes, type.endsWith('MicroTime') ? 6 : 0);
    case 'apis.meta.v1.Duration':
      return undefined;
    case 'util.intstr.IntOrString': {
      const { isText, int, text } = readFields(bytes, INT_OR_STRING, '');
      return isText ? (text ?? '') : (int ?? 0);
    }
    case 'runtime.RawExtension':
    case 'apis.meta.v1.FieldsV1':
      return parse(String(readFields(bytes, { text: [1, 'string'] }, '').text ?? 'null'));
    default:
      return readMessage(bytes, type);
  }
}

const INT_OR_STRING: Fields = { isText: [1, 'int64'], int: [2, 'int32'], text: [3, 'string'] };

function readTime(bytes: Buffer, digits: 0 | 6): string | undefined {
  if (bytes.length === 0) return undefined;
  const { seconds = 0, nanos = 0 } = readFields(bytes, { seconds: [1, 'int64'], nanos: [2, 'int32'] }, '');
  return formatUtc(Number(seconds) * 1000 + Number(nanos) / 1e6, digits);
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw badRequest('the body holds an extension that is not valid JSON');
  }
}

function* wireFields(bytes: Buffer): Generator<WireField> {
  let at = 0;
  const varint = (): number => {
    let [value, factor] = [0n, 0n];
    for (;;) {
      if (at >= bytes.length || factor > 63n) throw badRequest('the body is not valid protobuf');
      const byte = bytes[at++]!;
      value |= BigInt(byte & 127) << factor;
      if (byte < 128) return Number(BigInt.asIntN(64, value));
      factor += 7n;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const no = Math.floor(tag / 8);
    if (tag % 8 === 0) {
      yield { no, bytes: EMPTY, value: varint() };
      continue;
    }
    const size = tag % 8 === 2 ? varint() : tag % 8 === 1 ? 8 : tag % 8 === 5 ? 4 : -1;
    if (size < 0 || at + size > bytes.length) throw badRequest('the body is not valid protobuf');
    yield { no, bytes: bytes.subarray(at, at + size), value: 0 };
    at += size;
  }
}

const EMPTY = Buffer.alloc(0);
