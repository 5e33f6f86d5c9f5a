import type { Report } from './flag.ts';

/** Resource (or `*`) to the keys that are let through, in the order given. */
export type Allowlist = ReadonlyMap<string, readonly string[]>;

/**
 * Reads `resource=[key,…],resource=[key,…]`, the form of --metric-labels-allowlist. An empty text is an empty list;
 * an empty first key is permitted and means nothing. The last list of a resource that occurs twice counts. Reports
 * the first problem with its place and returns undefined.
 */
export function parseAllowlist(text: string, report: Report): Allowlist | undefined {
  const lists = new Map<string, readonly string[]>();
  if (text === '') return lists;
  const fail = (at: number, what: string): undefined =>
    void report(`${what} at character ${at + 1} ("${text.slice(at, at + 20)}") of "${text}"`);
  let at = 0;
  for (;;) {
    const open = text.indexOf('=[', at);
    const name = open < 0 ? '' : text.slice(at, open).trim();
    if (open < 0 || name === '' || /[[\],=]/.test(name)) return fail(at, 'expected resource=[');
    const close = text.indexOf(']', open);
    if (close < 0) return fail(open + 1, 'expected a closing ]');
    const inside = text.slice(open + 2, close);
    const keys = parseKeys(inside, (offset, what) => fail(open + 2 + offset, what));
    if (!keys) return undefined;
    lists.set(name, keys);
    at = close + 1;
    if (at === text.length) return lists;
    if (text[at] !== ',') return fail(at, 'expected , or the end');
    at++;
  }
}

/** Checks the keys of a list that was not written as text; returns undefined if there was a problem. */
export function checkKeys(keys: readonly string[], report: Report): readonly string[] | undefined {
  const faults = keys.map((key, i) => ({ key, fault: keyFault(key, i) })).filter(({ fault }) => fault !== undefined);
  for (const { key, fault } of faults) report(`${fault}, found "${key}"`);
  return faults.length > 0 ? undefined : keys;
}

function parseKeys(text: string, fail: (at: number, what: string) => undefined): readonly string[] | undefined {
  if (text === '') return [];
  let at = 0;
  const keys: string[] = [];
  for (const [i, raw] of text.split(',').entries()) {
    const key = raw.trim();
    const fault = keyFault(key, i);
    if (fault) return fail(at, fault);
    keys.push(key);
    at += raw.length + 1;
  }
  return keys;
}

function keyFault(key: string, index: number): string | undefined {
  if (/[[=]/.test(key)) return 'a key has no [ or =';
  if (key === '' && index > 0) return 'expected a key';
  return key.split('*').length > 2 ? 'expected one * per key' : undefined;
}
