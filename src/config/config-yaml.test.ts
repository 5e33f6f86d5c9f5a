import { describe, expect, it } from 'vitest';
import { readMapping } from './config-yaml.ts';

describe('readMapping', () => {
  it.each(['', '# nothing\n', '---\n', 'null', '{}'])('takes %j as no options', (text) => {
    expect(readMapping(text, 'f')).toEqual({ entries: [], problems: [] });
  });

  it('gives keys with their lines, merged ones with that of the start', () => {
    expect(readMapping('# c\na: 1\n\nb:\n  c: 2\n', 'f').entries).toEqual([
      { key: 'a', value: 1, line: 2 },
      { key: 'b', value: { c: 2 }, line: 4 },
    ]);
    expect(readMapping('x: &x {p: 1}\n<<: *x\n', 'f').entries).toContainEqual({ key: 'p', value: 1, line: 1 });
  });

  it('reads the first document of several', () => {
    expect(readMapping('a: 1\n---\nb: 2\n', 'f').entries).toEqual([{ key: 'a', value: 1, line: 1 }]);
  });

  it.each([
    ['- a\n', 'f:1: expected a mapping of keys to values at the top'],
    ['\ntext', 'f:2: expected a mapping of keys to values at the top'],
    ['a: 1\nb: [\n', 'f:3: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['a: 1\nb: 2\na: 3\n', 'f:3: Map keys must be unique'],
    ['a: *b\n', 'f:1: Unresolved alias (the anchor must be set before the alias): b'],
  ])('refuses %j with the line', (text, problem) => {
    expect(readMapping(text, 'f')).toEqual({ entries: [], problems: expect.arrayContaining([problem]) });
  });

  it('refuses aliases that would expand without end', () => {
    const nested = [
      'a0: &a0 [x, x]',
      ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
    ];
    const { problems } = readMapping(nested.join('\n'), 'f');
    expect(problems).toEqual([expect.stringMatching(/^f:1: Excessive alias count/)]);
  });

  it('keeps keys such as __proto__ apart from the prototype', () => {
    expect(readMapping('__proto__: {port: 1}\n', 'f').entries).toEqual([
      { key: '__proto__', value: { port: 1 }, line: 1 },
    ]);
    expect(({} as { port?: number }).port).toBeUndefined();
  });
});
