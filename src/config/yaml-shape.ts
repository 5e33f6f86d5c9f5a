import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { errorText } from '../base/errors.ts';
import { parseDurationMs } from '../values/go-duration.ts';

/** The expected form of a value of a YAML document, as Go's strict reader (yaml.v2, UnmarshalStrict) checks it. */
export type Shape = 'text' | 'bool' | 'int' | 'durationMs' | 'texts' | 'textMap' | { readonly [key: string]: Shape };

/** The value of a document of a shape; keys that are absent, or have no value, are undefined. */
export type ShapeValue<S extends Shape> = S extends 'text'
  ? string
  : S extends 'bool'
    ? boolean
    : S extends 'int' | 'durationMs'
      ? number
      : S extends 'texts'
        ? readonly string[]
        : S extends 'textMap'
          ? ReadonlyMap<string, string>
          : { readonly [Key in keyof S]?: S[Key] extends Shape ? ShapeValue<S[Key]> | undefined : never };

/** Result of reading a document. */
export interface ShapeReading<S extends Shape> {
  readonly value: ShapeValue<S>;
  /** One line each, `FILE:LINE: key: problem`; without any, the value is of the shape. */
  readonly problems: readonly string[];
}

/** Reads a document that must have the shape of a mapping; an empty one has no keys. Unknown and repeated keys are problems. */
export function readShape<const S extends { readonly [key: string]: Shape }>(
  text: string,
  file: string,
  shape: S,
): ShapeReading<S> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, version: '1.1' });
  const problems = document.errors
    .slice(0, 1)
    .map(({ message, pos }) => `${file}:${lines.linePos(pos[0]).line}: ${message}`);
  const reader = new ShapeReader(problems, (node) => `${file}:${lines.linePos(node?.range?.[0] ?? 0).line}`);
  const empty = document.contents === null;
  const value = problems.length > 0 || empty ? {} : reader.read(document.contents, shape, '', resolverOf(document));
  return { value: (value ?? {}) as ShapeValue<S>, problems };
}

/** Follows aliases; throws where they lead nowhere. */
type Resolve = (node: Node | null | undefined) => unknown;

function resolverOf(document: ReturnType<typeof parseDocument>): Resolve {
  return (node) => node?.toJS(document, { maxAliasCount: 100 });
}

class ShapeReader {
  private readonly problems: string[];
  private readonly place: (node: Node | null | undefined) => string;

  constructor(problems: string[], place: (node: Node | null | undefined) => string) {
    this.problems = problems;
    this.place = place;
  }

  read(node: Node | null, shape: Shape, path: string, resolve: Resolve): unknown {
    if (typeof shape === 'string') return this.readLeaf(node, shape, path, resolve);
    if (isScalar(node) && node.value === null) return undefined;
    if (!isMap(node)) return this.report(node, path, 'expected a mapping');
    return this.readMapping(node, shape, path, resolve);
  }

  private readMapping(
    node: YAMLMap,
    shape: { readonly [key: string]: Shape },
    path: string,
    resolve: Resolve,
  ): Record<string, unknown> {
    const read: Record<string, unknown> = {};
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const inner = path === '' ? name : `${path}.${name}`;
      if (Object.hasOwn(shape, name)) read[name] = this.read(value as Node | null, shape[name]!, inner, resolve);
      else this.report(key as Node, path, `unknown key ${name}`);
    }
    return read;
  }

  private readLeaf(node: Node | null, shape: string, path: string, resolve: Resolve): unknown {
    try {
      const value = resolve(node);
      // A key without a value counts as absent.
      if (value === null || value === undefined) return undefined;
      const [read, expected] = convert(value, shape, isScalar(node) ? node.source : undefined);
      return expected === undefined ? read : this.report(node, path, `expected ${expected}`);
    } catch (error) {
      return this.report(node, path, errorText(error));
    }
  }

  private report(node: Node | null | undefined, path: string, problem: string): undefined {
    this.problems.push(`${this.place(node)}: ${path === '' ? '' : `${path}: `}${problem}`);
    return undefined;
  }
}

/** Returns the value in the form of a shape, or what was expected. `source`: a scalar as it is written. */
function convert(value: unknown, shape: string, source: string | undefined): readonly [unknown, string?] {
  const scalar = typeof value !== 'object';
  switch (shape) {
    case 'text':
      return scalar ? [source ?? String(value)] : [undefined, 'text'];
    case 'bool':
      return typeof value === 'boolean' ? [value] : [undefined, 'true or false'];
    case 'int':
      return typeof value === 'number' && Number.isInteger(value) ? [value] : [undefined, 'a whole number'];
    case 'durationMs':
      return durationOf(value);
    case 'texts':
      return Array.isArray(value) && value.every((each) => typeof each !== 'object')
        ? [value.map(String)]
        : [undefined, 'a list of texts'];
    default:
      return textMapOf(value);
  }
}

/** A whole number counts nanoseconds, as in Go. */
function durationOf(value: unknown): readonly [unknown, string?] {
  const ms = typeof value === 'number' ? value / 1e6 : typeof value === 'string' ? parseDurationMs(value) : undefined;
  return ms === undefined ? [undefined, 'a duration such as 1s'] : [ms];
}

function textMapOf(value: unknown): readonly [unknown, string?] {
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value) && !isSeq(value);
  const entries = isMapping ? Object.entries(value) : [];
  return isMapping && entries.every(([, each]) => typeof each !== 'object' || each === null)
    ? [new Map(entries.map(([key, each]) => [key, each === null ? '' : String(each)]))]
    : [undefined, 'a mapping of texts'];
}
