import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { fileFault, yamlFault } from './file-fault.ts';

it.each([
  ['ENOENT', 'no such file'],
  ['EISDIR', 'expected a file, found a directory'],
  ['EACCES', 'cannot read the file: permission denied'],
  ['EIO', 'cannot read the file: EIO: i/o error, read'],
])('says %s in words', (code, text) => {
  expect(fileFault(Object.assign(new Error(`${code}: i/o error, read`), { code }))).toBe(text);
});

it('says the problem of a YAML text in one line, with its place', () => {
  const [error] = parseDocument('a: 1\nb: [1,\n').errors;
  expect(yamlFault(error!)).toMatch(/^[^\n]*\bat line \d+, column \d+$/);
});
