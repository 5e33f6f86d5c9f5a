import { type CST, Parser } from 'yaml';

/** Something that go.yaml.in/yaml/v3 refuses, although YAML 1.2 has it. */
export interface SourceProblem {
  /** Characters before it. */
  readonly offset: number;
  readonly problem: string;
}

/** Characters that YAML does not have at all; a byte order mark is taken anywhere. */
const FORBIDDEN = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const ESCAPE = /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|[\s\S])/g;
const DIRECTIVE = /^%(\S*)[ \t]*(\S*)/;

/**
 * Finds the first place of a text that the reader of kube-state-metrics (scannerc.go and readerc.go of go.yaml.in/yaml/v3) refuses, and
 * the YAML library takes: control characters, directives, tabs where a line or an item begins, escapes of YAML 1.2 and of JSON.
 */
export function findSourceProblem(text: string): SourceProblem | undefined {
  const forbidden = FORBIDDEN.exec(text);
  if (forbidden) {
    const code = forbidden[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    return { offset: forbidden.index, problem: `the character U+${code} is not allowed` };
  }
  const scan: Scan = {
    lineStart: 0,
    itemColumn: undefined,
    isFresh: true,
    textColumn: undefined,
    isIndentGiven: false,
    flowDepth: 0,
  };
  for (const token of tokensOf(text)) {
    const problem = problemOf(token, scan);
    if (problem !== undefined) return { offset: token.offset, problem };
  }
  return undefined;
}

interface SourceToken {
  readonly type: string;
  readonly offset: number;
  readonly source: string;
  /** Column of the mapping around a plain scalar; without a mapping, column of the scalar. Other tokens have none. */
  readonly indent?: number;
}

interface Scan {
  /** Offset at which the current line begins. */
  lineStart: number;
  /** Column of the list whose item begins, if one does. */
  itemColumn: number | undefined;
  /** Whether a line or an item begins: a tab cannot stand here. */
  isFresh: boolean;
  /** Blanks behind a plain scalar belong to it beyond this column; undefined: the last token was no plain scalar. */
  textColumn: number | undefined;
  /** Whether the header of the last block scalar says its indentation. */
  isIndentGiven: boolean;
  /** Number of open brackets. Within brackets, tabs are ordinary blanks. */
  flowDepth: number;
}

function problemOf(token: SourceToken, scan: Scan): string | undefined {
  const { type, source, offset } = token;
  if (type === 'space') return blankProblem(token, scan);
  if (type === 'newline') scan.lineStart = offset + source.length;
  else scan.textColumn = type === 'scalar' ? (scan.itemColumn ?? token.indent) : undefined;
  scan.itemColumn = type === 'seq-item-ind' ? offset - scan.lineStart : undefined;
  scan.isFresh =
    type === 'newline' || type === 'seq-item-ind' || type === 'explicit-key-ind' || type === 'block-scalar';
  if (type === 'flow-map-start' || type === 'flow-seq-start') scan.flowDepth++;
  if (type === 'flow-map-end' || type === 'flow-seq-end') scan.flowDepth--;
  if (type === 'block-scalar-header') scan.isIndentGiven = /\d/.test(source);
  if (type === 'block-scalar' && !scan.isIndentGiven && /^(?: *\r?\n)* *\t/.test(source)) return 'a tab cannot indent';
  if (type === 'double-quoted-scalar') return escapeProblem(source);
  return type === 'directive' ? directiveProblem(source) : undefined;
}

/** Blanks behind a plain text belong to it even on the next line, if that is indented more than where the text is. */
function blankProblem({ source, offset }: SourceToken, scan: Scan): string | undefined {
  const tab = source.indexOf('\t');
  if (tab < 0 || !scan.isFresh || scan.flowDepth > 0) return undefined;
  const column = offset + tab - scan.lineStart;
  return scan.textColumn !== undefined && column > scan.textColumn ? undefined : 'a tab cannot indent';
}

function escapeProblem(source: string): string | undefined {
  for (const [whole, short, long] of source.matchAll(ESCAPE)) {
    const code = Number.parseInt(short ?? long ?? '0', 16);
    const isCharacter = code < 0xd800 || (code > 0xdfff && code <= 0x10ffff);
    if (whole === '\\/' || !isCharacter) return `the escape ${whole} is not known`;
  }
  return undefined;
}

function directiveProblem(source: string): string | undefined {
  const [, name, value] = DIRECTIVE.exec(source) ?? [];
  if (name === 'TAG' || (name === 'YAML' && value === '1.1')) return undefined;
  return name === 'YAML' ? `YAML ${value} is not supported; the version is 1.1` : `the directive %${name} is not known`;
}

/** The tokens of the first document, in the order of the text. */
function tokensOf(text: string): readonly SourceToken[] {
  const tokens: SourceToken[] = [];
  for (const token of new Parser().parse(text)) {
    collect(token, tokens);
    if (token.type === 'document') break;
  }
  // A block scalar begins with its header.
  const rank = ({ type }: SourceToken): number => (type === 'block-scalar' ? 1 : 0);
  return tokens.sort((a, b) => a.offset - b.offset || rank(a) - rank(b));
}

/** Tokens have parts in these members: lists of tokens, of entries, or a token. */
const PARTS = ['start', 'props', 'key', 'sep', 'value', 'items', 'end'] as const;

function collect(token: object | null | undefined, tokens: SourceToken[]): void {
  if (!token) return;
  if ('source' in token && 'offset' in token) tokens.push(token as SourceToken & CST.Token);
  for (const name of PARTS) {
    const part = (token as Record<string, unknown>)[name];
    if (Array.isArray(part)) for (const each of part) collect(each, tokens);
    else if (typeof part === 'object') collect(part, tokens);
  }
}
