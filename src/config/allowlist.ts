import { CodedError } from '../base/errors.ts';

/** Resource (or `*`) to the keys that are let through, in the order given. */
export type Allowlist = ReadonlyMap<string, readonly string[]>;

/**
 * Reads `resource=[key,…],resource=[key,…]`, the form of --metric-labels-allowlist. An empty text is an empty list; an
 * empty first key is permitted and means nothing. A resource that occurs twice has its last list. Throws CONFIG_INVALID
 * with the place of the fault.
 */
export function parseAllowlist(text: string, flag: string): Allowlist {
  const lists = new Map<string, readonly string[]>();
  if (text === '') return lists;
  let at = 0;
  for (;;) {
    const open = text.indexOf('=[', at);
    const name = open < 0 ? '' : text.slice(at, open).trim();
    if (open < 0 || name === '' || /[[\],=]/.test(name)) throw fault(flag, text, at, 'expected resource=[');
    const close = text.indexOf(']', open);
    if (close < 0) throw fault(flag, text, open + 1, 'expected a closing ]');
    lists.set(name, parseKeys(text, open + 2, close, flag));
    at = close + 1;
    if (at === text.length) return lists;
    if (text[at] !== ',') throw fault(flag, text, at, 'expected , or the end');
    at++;
  }
}

function parseKeys(text: string, start: number, end: number, flag: string): readonly string[] {
  if (start === end) return [];
  let at = start;
  return text
    .slice(start, end)
    .split(',')
    .map((raw, i) => {
      const key = raw.trim();
      if (/[[=]/.test(key)) throw fault(flag, text, at, 'a key has no [ or =');
      if (key === '' && i > 0) throw fault(flag, text, at, 'expected a key');
      if (key.split('*').length > 2) throw fault(flag, text, at, 'expected one * per key');
      at += raw.length + 1;
      return key;
    });
}

function fault(flag: string, text: string, at: number, what: string): CodedError {
  const near = text.slice(at, at + 20);
  return new CodedError('CONFIG_INVALID', `--${flag}: ${what} at character ${at + 1} ("${near}") of "${text}"`);
}
