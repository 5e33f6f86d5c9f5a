import { type JsonObject, mergeSelections, type Selection } from './json-value.ts';

/**
 * Declares which fields of a Kubernetes object are read. One declaration gives the TypeScript type, the protobuf reader
 * and the JSON reader (`src/decode` compiles them). Field numbers are those of the `generated.proto` files of
 * k8s.io/api and k8s.io/apimachinery; JSON names are the keys of a shape.
 *
 * Presence follows the Go types: what is no pointer there has its zero value when absent (`str`, `int`, `bool`, `msg`,
 * lists, maps); what is a pointer is `undefined` when absent (`opt…`). JSON `null` counts as absent.
 */

/** Encoding of a field. `time` and `optTime` read Time and MicroTime; `quantity` keeps the text of a Quantity. */
export type Kind =
  | 'string'
  | 'int'
  | 'intText'
  | 'bool'
  | 'time'
  | 'optTime'
  | 'quantity'
  | 'intOrString'
  | 'message'
  | 'inline'
  | 'messages'
  | 'strings'
  | 'stringMap'
  | 'quantityMap'
  | 'count'
  | 'byteCount'
  | 'keys'
  | 'self';

/** A field: its protobuf number, encoding and nested shape, and the value that stands for "absent". */
export interface Field<T> {
  readonly no: number;
  readonly kind: Kind;
  readonly shape?: Shape;
  /** Parts that a field of the kind `self` keeps. */
  readonly selection?: Selection;
  readonly absent: T;
}

/** Unix seconds of Go's zero time, the start of the year 1. */
export const GO_ZERO_TIME = -62135596800;

/** Fields by JSON name. */
export type Shape = { readonly [name: string]: Field<unknown> };

/** Type of the objects that the readers of a shape return. */
export type Read<S extends Shape> = { readonly [K in keyof S]: S[K] extends Field<infer T> ? T : never };

/** Text of a map field; iteration order is the order on the wire. */
export type StringMap = ReadonlyMap<string, string>;

const NO_ENTRIES: StringMap = new Map();
const NO_ITEMS: readonly never[] = Object.freeze([]);

const scalar =
  <T>(kind: Kind, absent: T) =>
  (no: number): Field<T> => ({ no, kind, absent });

/** A string that is empty when absent. */
export const str = scalar<string>('string', '');
/** A string behind a pointer. */
export const optStr = scalar<string | undefined>('string', undefined);
/** Any integer type, as the nearest number. */
export const int = scalar<number>('int', 0);
/** Any integer type behind a pointer. */
export const optInt = scalar<number | undefined>('int', undefined);
/** Any integer type as its decimal digits, exact: for labels, where rounding would show. */
export const optIntText = scalar<string | undefined>('intText', undefined);
/** A boolean that is false when absent. */
export const bool = scalar<boolean>('bool', false);
/** A boolean behind a pointer. */
export const optBool = scalar<boolean | undefined>('bool', undefined);
/** Whole Unix seconds of a Time or MicroTime; undefined if unset. */
export const time = scalar<number | undefined>('time', undefined);
/**
 * A time behind a pointer: a zero time that is present is the year 1, as in Go, and only an absent one is undefined.
 */
export const optTime = scalar<number | undefined>('optTime', undefined);
/** Text of a Quantity such as `100m` or `2Gi`. */
export const quantity = scalar<string | undefined>('quantity', undefined);
/** An IntOrString: a number, or a text such as `25%`; undefined when absent. */
export const intOrString = scalar<number | string | undefined>('intOrString', undefined);
/** A repeated string. */
export const strs = scalar<readonly string[]>('strings', NO_ITEMS);
/** A map from strings to strings, such as labels. */
export const strMap = scalar<StringMap>('stringMap', NO_ENTRIES);
/** Resource name to text of a Quantity. */
export const quantityMap = scalar<StringMap>('quantityMap', NO_ENTRIES);
/** The number of items of a repeated field, whatever they are, without reading them. */
export const count = scalar<number>('count', 0);
/** The number of bytes of a bytes field, which JSON has as base64. */
export const byteCount = scalar<number>('byteCount', 0);
/** The keys of a map whose values are not read. */
export const keys = scalar<readonly string[]>('keys', NO_ITEMS);

/** A message that is not a pointer and so is always present. */
export function msg<S extends Shape>(no: number, shape: S): Field<Read<S>> {
  return { no, kind: 'message', shape, absent: emptyOf(shape) };
}

/** A message behind a pointer. */
export function optMsg<S extends Shape>(no: number, shape: S): Field<Read<S> | undefined> {
  return { no, kind: 'message', shape, absent: undefined };
}

/**
 * A message that is embedded in Go: a message of its own in protobuf, while its JSON members are those of its parent.
 */
export function inline<S extends Shape>(no: number, shape: S): Field<Read<S>> {
  return { no, kind: 'inline', shape, absent: emptyOf(shape) };
}

/** A repeated message. */
export function list<S extends Shape>(no: number, shape: S): Field<readonly Read<S>[]> {
  return { no, kind: 'messages', shape, absent: NO_ITEMS };
}

const NO_MEMBERS: JsonObject = new Map();

/**
 * The JSON object itself whose shape has this field, with the selected parts of its members as they stand there. Only JSON
 * has it; the name of the field is of no consequence.
 */
export function self(selection: Selection): Field<JsonObject> {
  return { no: 0, kind: 'self', selection, absent: NO_MEMBERS };
}

/** Returns the object that an empty message reads as. It is shared between objects and frozen. */
export function emptyOf<S extends Shape>(shape: S): Read<S> {
  return Object.freeze(
    Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, field.absent])),
  ) as Read<S>;
}

/**
 * Merges shapes to one with each field that any of them reads. Throws if two declare one field differently, which is an
 * error of the declarations.
 */
export function mergeShapes(shapes: readonly Shape[], path = ''): Shape {
  const merged: Record<string, Field<unknown>> = {};
  for (const shape of shapes) {
    for (const [name, field] of Object.entries(shape)) {
      const other = merged[name];
      merged[name] = other ? mergeFields(other, field, `${path}.${name}`) : field;
    }
  }
  return merged;
}

function mergeFields(a: Field<unknown>, b: Field<unknown>, path: string): Field<unknown> {
  const sameAbsence = (a.absent === undefined) === (b.absent === undefined);
  if (a.no !== b.no || a.kind !== b.kind || !sameAbsence) throw new Error(`BUG: two declarations of ${path} differ`);
  if (a.selection && b.selection) return { ...a, selection: mergeSelections([a.selection, b.selection]) };
  if (!a.shape || !b.shape) return a;
  const shape = mergeShapes([a.shape, b.shape], path);
  const always = a.kind === 'inline' || (a.kind === 'message' && a.absent !== undefined);
  const absent = always ? emptyOf(shape) : a.absent;
  return { no: a.no, kind: a.kind, shape, absent };
}
