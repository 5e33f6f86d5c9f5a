import { errorText } from '../base/errors.ts';
import { compilePattern } from '../values/go-regexp.ts';
import { labelSelectorFault } from '../values/label-selector.ts';
import { type Allowlist, checkKeys, parseAllowlist } from './allowlist.ts';
import type { FlagType, Report } from './flag.ts';

/** Comma-separated names, each once; a repeated flag adds to them. A file has a list. */
export const list: FlagType<readonly string[]> = {
  expects: 'a comma-separated list',
  placeholder: 'list',
  default: '',
  parse: (text) => unique(split(text)),
  parseNested: (value, report) => namesIn(value, report),
  join: (values) => unique(values.flat()),
};

/** A list of resources by plural name. A file has a mapping of names to nothing. */
export const resourceList: FlagType<readonly string[]> = {
  ...list,
  parseNested: (value, report) => keysOf(value, report),
  resourcesIn: (names) => names,
};

/** A list of ECMAScript patterns. A file has a mapping of patterns to nothing. */
export const patterns: FlagType<readonly RegExp[]> = {
  expects: 'a comma-separated list of patterns',
  placeholder: 'list',
  default: '',
  parse: (text, report) => compileAll(split(text), report),
  parseNested: (value, report) => compileAll(keysOf(value, report), report),
  join: (values) => values.flat(),
};

/** A list of patterns that the reference reads with Go's RE2, which has no look-around and no back-references. */
export const re2Patterns: FlagType<readonly RegExp[]> = {
  ...patterns,
  parse: (text, report) => compileAll(refuseLookAround(split(text), report), report),
  parseNested: (value, report) => compileAll(refuseLookAround(keysOf(value, report), report), report),
};

/** `resource=[key,…],…`; a repeated flag replaces it. A file has a mapping of lists. */
export const allowlist: FlagType<Allowlist> = {
  expects: 'resource=[key,…],resource=[key,…]',
  placeholder: 'list',
  default: '',
  parse: (text, report) => parseAllowlist(text, report),
  parseNested(value, report) {
    if (Array.isArray(value)) return void report('expected a mapping of resources to lists of keys');
    const lists = Object.entries(value).map(([resource, keys]) => {
      const names = isText(keys) ? [String(keys)] : namesIn(keys ?? [], (problem) => report(`${resource}: ${problem}`));
      return [resource, names && checkKeys(names, (problem) => report(`${resource}: ${problem}`))] as const;
    });
    return lists.some(([, keys]) => keys === undefined) ? undefined : new Map(lists as [string, readonly string[]][]);
  },
  resourcesIn: (lists) => [...lists.keys()].filter((resource) => resource !== '*'),
};

/** `resource=label selector`; a repeated flag adds to it. A file has a mapping. */
export const selectors: FlagType<ReadonlyMap<string, string>> = {
  expects: 'resource=label selector',
  placeholder: 'resource=selector',
  default: '',
  parse(text, report) {
    if (text === '') return new Map();
    const at = text.indexOf('=');
    if (at <= 0) return void report(`expected ${this.expects}, found "${text}"`);
    return readSelectors([[text.slice(0, at), text.slice(at + 1)]], report);
  },
  parseNested(value, report) {
    if (Array.isArray(value)) return void report('expected a mapping of resources to label selectors');
    return readSelectors(Object.entries(value), report);
  },
  join: (values) => new Map(values.flatMap((each) => [...each])),
  resourcesIn: (value) => value.keys(),
};

/** Splits at commas; drops blanks and empty parts. */
function split(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

function namesIn(value: object, report: Report): readonly string[] | undefined {
  if (Array.isArray(value) && value.every(isText)) return unique(value.map(String));
  return void report(`expected a list of names${Array.isArray(value) ? '' : ', found a mapping'}`);
}

/** Reads the keys of a mapping to nothing, the form of a set in the file of kube-state-metrics. */
function keysOf(value: object, report: Report): readonly string[] | undefined {
  if (!Array.isArray(value) && Object.values(value).every(isEmptyMapping)) return Object.keys(value);
  const found = Array.isArray(value) ? ', found a list' : '';
  return void report(`expected a mapping of names to {}, such as "NAME: {}"${found}`);
}

function isEmptyMapping(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function isText(value: unknown): boolean {
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
}

function compileAll(texts: readonly string[] | undefined, report: Report): readonly RegExp[] | undefined {
  const compiled = texts?.map((text) => {
    try {
      return compilePattern(text);
    } catch (error) {
      return void report(`expected an ECMAScript pattern, found "${text}": ${errorText(error)}`);
    }
  });
  return compiled?.every((pattern) => pattern !== undefined) ? compiled : undefined;
}

const LOOK_AROUND_OR_REFERENCE = /\(\?<?[=!]|\\[1-9]/;

function refuseLookAround(texts: readonly string[] | undefined, report: Report): readonly string[] | undefined {
  const bad = texts?.filter((text) => LOOK_AROUND_OR_REFERENCE.test(text)) ?? [];
  for (const text of bad) report(`expected a pattern without look-around and back-references, found "${text}"`);
  return bad.length > 0 ? undefined : texts;
}

function readSelectors(entries: readonly [string, unknown][], report: Report): Map<string, string> | undefined {
  const read = new Map<string, string>();
  for (const [resource, selector] of entries) {
    const fault = typeof selector === 'string' ? labelSelectorFault(selector) : 'it is not text';
    if (fault !== undefined) report(`${resource}: expected a label selector: ${fault}`);
    else read.set(resource, selector as string);
  }
  return read.size === entries.length ? read : undefined;
}
