import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { errorText } from '../base/errors.ts';
import { isMergeKey, nameOf, parseDocument, resolveScalar, type YamlDocument } from './yaml-nodes.ts';

/**
 * Reads YAML into declared types by the rules of go.yaml.in/yaml/v3 (decode.go), the reader of kube-state-metrics: keys are exact,
 * unknown ones are ignored, repeated ones an error, every scalar is a text where a text is wanted, `null` leaves the zero value.
 */

/** Form of the values that a reader accepts, for the schema of a document. */
export type Form =
  | { readonly struct: Keys }
  | { readonly list: ReadNode<unknown> }
  | { readonly mapping: ReadNode<unknown> }
  | 'text'
  | 'flag'
  | 'int32';

/** Reads a node of a type; `path` is its place in the document. Undefined: it leaves the zero value (null, or a problem). */
export interface ReadNode<T> {
  (reader: StructReader, node: Node | null, path: string): T | undefined;
  readonly form: Form;
}
/** Type of the value that a reader returns. */
export type ValueOf<R> = R extends ReadNode<infer T> ? T : never;
/** Readers of the keys of a mapping. */
export type Keys = { readonly [key: string]: ReadNode<unknown> };
/** Mapping with these keys; those that are absent, or null, are undefined. */
export type Struct<K extends Keys> = { readonly [Name in keyof K]: ValueOf<K[Name]> | undefined };

/** Result of reading a text. */
export interface StructReading<T> {
  readonly value: T | undefined;
  /** One line each, `WHERE:LINE: KEY: problem`; with any, the text is refused as a whole. */
  readonly problems: readonly string[];
}

/** Reads the first document of a text. `where` leads each problem. */
export function readStruct<T>(text: string, where: string, type: ReadNode<T>): StructReading<T> {
  const { document, problems } = parseDocument(text);
  if (!document) return { value: undefined, problems: problems.map((problem) => `${where}:${problem}`) };
  const reader = new StructReader(document, where);
  try {
    const value = type(reader, document.root, '');
    return { value, problems: reader.problems };
  } catch (error) {
    return { value: undefined, problems: [...reader.problems, `${where}:1: ${errorText(error)}`] };
  }
}

/** A document that is being read, and the problems found so far. */
export class StructReader {
  readonly problems: string[] = [];
  private readonly document: YamlDocument;
  private readonly where: string;

  constructor(document: YamlDocument, where: string) {
    this.document = document;
    this.where = where;
  }

  follow(node: Node | null): Node | null {
    return this.document.follow(node);
  }

  report(node: Node | null, path: string, problem: string): undefined {
    this.problems.push(`${this.where}:${this.document.lineOf(node)}: ${path === '' ? '' : `${path}: `}${problem}`);
    return undefined;
  }

  /** Calls `visit` with each entry of a mapping, merged ones last; those that a nearer mapping has are left out. */
  entries(map: YAMLMap, path: string, visit: (key: string, value: Node | null) => void): void {
    this.visitEntries(map, path, visit, new Set());
  }

  private visitEntries(
    map: YAMLMap,
    path: string,
    visit: (key: string, value: Node | null) => void,
    seen: Set<string>,
  ) {
    const own = new Set<string>();
    const merges: (Node | null)[] = [];
    for (const { key, value } of map.items) {
      const node = this.follow(key as Node | null);
      const target = value as Node | null;
      if (isMergeKey(node)) {
        if (merges.length > 0) this.report(node, path, 'the key << is there twice');
        merges.push(target);
        continue;
      }
      const name = isScalar(node) ? resolveScalar(node).text : undefined;
      if (name === undefined) {
        this.report(node ?? map, path, `expected a text as a key, got ${nameOf(node)}`);
        continue;
      }
      if (own.has(name)) this.report(node, path, `the key ${name} is there twice`);
      own.add(name);
      const isNull = resolveScalar(node).type === 'null';
      if (isNull || seen.has(name)) continue;
      visit(name, target);
    }
    for (const name of own) seen.add(name);
    for (const merge of merges) this.merge(merge, path, visit, seen);
  }

  private merge(given: Node | null, path: string, visit: (key: string, value: Node | null) => void, seen: Set<string>) {
    const node = this.follow(given);
    const sources = isSeq(node) ? node.items.map((item) => this.follow(item as Node)) : [node];
    for (const source of sources) {
      if (isMap(source)) this.visitEntries(source, path, visit, seen);
      else this.report(source ?? given, path, 'expected a mapping, or a list of mappings, to merge');
    }
  }
}

function readNode<T>(
  form: Form,
  read: (reader: StructReader, node: Node | null, path: string) => T | undefined,
): ReadNode<T> {
  return Object.assign(read, { form });
}

/** Reads a mapping with the given keys. */
export function struct<const K extends Keys>(keys: K): ReadNode<Struct<K>> {
  return readNode({ struct: keys }, (reader, given, path) => {
    const node = reader.follow(given);
    const read: Record<string, unknown> = {};
    for (const name of Object.keys(keys)) read[name] = undefined;
    if (isNull(node)) return undefined;
    if (!isMap(node)) return reader.report(node, path, `expected a mapping, got ${nameOf(node)}`);
    reader.entries(node, path, (key, value) => {
      if (Object.hasOwn(keys, key)) read[key] = keys[key]!(reader, value, path === '' ? key : `${path}.${key}`);
    });
    return read as Struct<K>;
  });
}

/** Reads a list; items that are null are left out. */
export function list<T>(item: ReadNode<T>): ReadNode<readonly T[]> {
  return readNode({ list: item }, (reader, given, path) => {
    const node = reader.follow(given);
    if (isNull(node)) return undefined;
    if (!isSeq(node)) return reader.report(node, path, `expected a list, got ${nameOf(node)}`);
    return node.items.flatMap((each, i) => {
      const value = item(reader, each as Node | null, `${path}[${i}]`);
      return value === undefined ? [] : [value];
    });
  });
}

/** Reads a mapping of texts to values; values that are null are `empty`. */
export function mapping<T>(item: ReadNode<T>, empty: T): ReadNode<ReadonlyMap<string, T>> {
  return readNode({ mapping: item }, (reader, given, path) => {
    const node = reader.follow(given);
    if (isNull(node)) return undefined;
    if (!isMap(node)) return reader.report(node, path, `expected a mapping, got ${nameOf(node)}`);
    const read = new Map<string, T>();
    reader.entries(node, path, (key, value) => read.set(key, item(reader, value, `${path}.${key}`) ?? empty));
    return read;
  });
}

/** Reads a text: any scalar as it is written. */
export const text: ReadNode<string> = readNode('text', (reader, given, path) => {
  const node = reader.follow(given);
  if (isNull(node)) return undefined;
  return isScalar(node) ? resolveScalar(node).text : reader.report(node, path, `expected a text, got ${nameOf(node)}`);
});

/** Reads a boolean; `yes`, `on` and the like count too. */
export const flag: ReadNode<boolean> = readNode('flag', (reader, given, path) => {
  const node = reader.follow(given);
  if (isNull(node)) return undefined;
  const { type, value, text: word } = isScalar(node) ? resolveScalar(node) : { type: '', value: '', text: '' };
  if (type === 'bool') return value as boolean;
  if (type === 'string' && /^(?:y|Y|yes|Yes|YES|on|On|ON)$/.test(word)) return true;
  if (type === 'string' && /^(?:n|N|no|No|NO|off|Off|OFF)$/.test(word)) return false;
  return reader.report(node, path, `expected true or false, got ${nameOf(node)}`);
});

/** Reads an integer of 32 bits; a fraction is cut off. */
export const int32: ReadNode<number> = readNode('int32', (reader, given, path) => {
  const node = reader.follow(given);
  if (isNull(node)) return undefined;
  const { type, value } = isScalar(node) ? resolveScalar(node) : { type: '', value: 0 };
  const whole = type === 'int' || type === 'float' ? Math.trunc(value as number) : Number.NaN;
  if (whole >= -(2 ** 31) && whole < 2 ** 31) return whole;
  return reader.report(node, path, `expected a whole number, got ${nameOf(node)}`);
});

function isNull(node: Node | null): boolean {
  return node === null || (isScalar(node) && resolveScalar(node).type === 'null');
}
