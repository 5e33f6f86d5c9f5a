import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  Scalar,
  visit,
} from 'yaml';
import { errorText } from '../base/errors.ts';
import { findSourceProblem } from './yaml-source.ts';

/** A scalar as go-yaml resolves it: the type of an untagged plain one follows from its text. */
export interface ResolvedScalar {
  readonly type: 'null' | 'bool' | 'int' | 'float' | 'string' | 'timestamp';
  /** As it is written, without quotes. */
  readonly text: string;
  readonly value: unknown;
}

/** The first document of a stream, whose scalars are all texts. */
export interface YamlDocument {
  readonly root: Node | null;
  readonly lineOf: (node: Node | null) => number;
  /** Follows an alias; throws where its anchor is missing. */
  readonly follow: (node: Node | null) => Node | null;
}

/**
 * Parses the first document of a text; what is wrong with it is one line each, `LINE: problem`. An empty text has no document, which is
 * a problem as it is to the decoder of go-yaml.
 */
export function parseDocument(text: string): {
  readonly document?: YamlDocument;
  readonly problems: readonly string[];
} {
  const lines = new LineCounter();
  const options = {
    schema: 'failsafe',
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    resolveKnownTags: false,
    logLevel: 'silent',
  };
  // In YAML 1.1, a next line (NEL) ends a line as well.
  const source = text.replace(/^\uFEFF/, '').replaceAll('\u0085', '\n');
  const documents = parseAllDocuments(source, options as object);
  const [document] = 'empty' in documents ? [] : documents;
  if (!document || /^(?:[ \t]*(?:#.*)?\n)*\.\.\.(?:\s|$)/.test(source))
    return { problems: ['1: no content; expected a mapping with the key spec'] };
  const lineOf = (offset: number | undefined): number => lines.linePos(offset ?? 0).line;
  const refused = findSourceProblem(source);
  if (refused) return { problems: [`${lineOf(refused.offset)}: ${refused.problem}`] };
  const problems = document.errors.slice(0, 1).map(({ message, pos }) => `${lineOf(pos[0])}: ${message}`);
  if (problems.length > 0) return { problems };
  const root = document.contents as Node | null;
  const targets = aliasTargets(root);
  const follow = (node: Node | null): Node | null => {
    if (!isAlias(node)) return node;
    const target = targets.get(node);
    if (!target) throw new Error(`alias *${node.source} without its anchor`);
    return target;
  };
  const found = aliasProblem(root, follow);
  if (found) return { problems: [`1: ${found}`] };
  return { document: { root, lineOf: (node) => lineOf(node?.range?.[0]), follow }, problems };
}

/** Finds the node that each alias stands for: the last one before it with that anchor. */
function aliasTargets(root: Node | null): ReadonlyMap<Node, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Node, Node>();
  const see = (_: unknown, node: Node): void => {
    const target = isAlias(node) ? anchors.get(node.source) : undefined;
    if (target) targets.set(node, target);
    if (!isAlias(node) && 'anchor' in node && typeof node.anchor === 'string') anchors.set(node.anchor, node);
  };
  visit(root, { Node: see as () => void });
  return targets;
}

/** Nodes that aliases may expand to. */
const MAX_NODES = 100_000;

/** Describes aliases that have no anchor, contain themselves, or expand to too much. */
function aliasProblem(root: Node | null, follow: YamlDocument['follow']): string | undefined {
  let count = 0;
  const open = new Set<Node>();
  const walk = (given: unknown): void => {
    const node = follow(given as Node | null);
    if (++count > MAX_NODES) throw new Error('the aliases expand to too much');
    if (!isCollection(node)) return;
    if (open.has(node)) throw new Error('an anchor contains its own alias');
    open.add(node);
    for (const item of node.items) {
      if (isMap(node)) {
        const { key, value } = item as { key: unknown; value: unknown };
        walk(key);
        walk(value);
      } else walk(item);
    }
    open.delete(node);
  };
  try {
    walk(root);
  } catch (error) {
    return errorText(error);
  }
  return undefined;
}

/** Says whether a key merges the mapping that is its value. */
export function isMergeKey(node: Node | null): boolean {
  return isScalar(node) && isPlain(node) && node.value === '<<';
}

/** Names the kind of a node for an error. */
export function nameOf(node: Node | null): string {
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  return isScalar(node) ? `"${String(node.value).slice(0, 40)}"` : 'nothing';
}

/**
 * Resolves a scalar as go.yaml.in/yaml/v3 (resolve.go) does: 1.1 booleans are texts until a boolean is wanted. Throws where an explicit
 * tag does not fit the text.
 */
export function resolveScalar(node: Node | null): ResolvedScalar {
  if (node === null) return { type: 'null', text: '', value: null };
  const text = String((node as Scalar).value ?? '');
  const tag = node.tag === undefined || node.tag === '!' ? '' : node.tag.replace(/^(?:tag:yaml\.org,2002:|!!)/, '');
  if (tag === 'binary') return { type: 'string', text: textOfBase64(text), value: text };
  if (tag === 'str' || (tag === '' && !isPlain(node as Scalar))) return { type: 'string', text, value: text };
  const resolved = resolvePlain(text);
  const fits = !TYPES.has(tag) || tag === resolved.type || (tag === 'float' && resolved.type === 'int');
  if (!fits) throw new Error(`"${text.slice(0, 40)}" does not fit its tag !!${tag}`);
  return tag === '' || TYPES.has(tag) ? resolved : { type: 'string', text, value: text };
}

/** Decodes the text of a `!!binary`; line breaks in it do not count. */
function textOfBase64(text: string): string {
  const digits = text.replaceAll(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(digits))
    throw new Error(`"${text.slice(0, 40)}" does not fit its tag !!binary`);
  return Buffer.from(digits, 'base64').toString();
}

const TYPES = new Set(['null', 'bool', 'int', 'float', 'timestamp']);

function isPlain(node: Scalar): boolean {
  return node.type === undefined || node.type === Scalar.PLAIN;
}

const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;
const INT = /^[-+]?(?:0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/;
const DATE =
  /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|\s+)\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d*)?\s*(?:Z|[-+]\d{1,2}(?::\d{2})?)?)?$/;

function resolvePlain(text: string): ResolvedScalar {
  // The separators of lines and paragraphs end a line in YAML 1.1.
  if (/^(?:~|null|Null|NULL|[\u2028\u2029]*)$/.test(text)) return { type: 'null', text, value: null };
  if (/^(?:true|True|TRUE)$/.test(text)) return { type: 'bool', text, value: true };
  if (/^(?:false|False|FALSE)$/.test(text)) return { type: 'bool', text, value: false };
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text))
    return { type: 'float', text, value: text[0] === '-' ? -Infinity : Infinity };
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return { type: 'float', text, value: Number.NaN };
  if (DATE.test(text)) return { type: 'timestamp', text, value: text };
  if (!/^[-+.\d]/.test(text)) return { type: 'string', text, value: text };
  const digits = text.replaceAll('_', '');
  if (INT.test(digits)) return { type: 'int', text, value: integerOf(digits) };
  if (FLOAT.test(digits)) return { type: 'float', text, value: Number(digits) };
  return { type: 'string', text, value: text };
}

function integerOf(digits: string): number {
  const sign = digits[0] === '-' ? -1 : 1;
  const plain = digits.replace(/^[-+]/, '');
  return sign * Number(/^0[0-7]+$/.test(plain) ? `0o${plain.slice(1)}` : plain);
}
