import { describe, expect, it } from 'vitest';
import { findSourceProblem } from './yaml-source.ts';

describe('what YAML 1.2 has and the reader of kube-state-metrics refuses', () => {
  it.each([
    ['a: b\u0007', 4, 'the character U+0007 is not allowed'],
    ['# \u007f', 2, 'the character U+007F is not allowed'],
    ['a: "\u0000"', 4, 'the character U+0000 is not allowed'],
    ['%YAML 1.2\n---\na: b', 0, 'YAML 1.2 is not supported; the version is 1.1'],
    ['%FOO\n---\na: b', 0, 'the directive %FOO is not known'],
    ['a: b\n\t\nc: d', 5, 'a tab cannot indent'],
    ['a: {}\n\t', 6, 'a tab cannot indent'],
    ['a:\n- \tb', 4, 'a tab cannot indent'],
    ['? \ta\n: b', 1, 'a tab cannot indent'],
    ['a:\n  b: c\n  \t# comment', 12, 'a tab cannot indent'],
    ['a: |\n  \tx', 3, 'a tab cannot indent'],
    ['a: |\n \t\n  x', 3, 'a tab cannot indent'],
    ['a: "x\\/y"', 3, 'the escape \\/ is not known'],
    ['a: "\\ud83d\\ude42"', 3, 'the escape \\ud83d is not known'],
    ['a: "\\U00110000"', 3, 'the escape \\U00110000 is not known'],
  ])('%j', (text, offset, problem) => expect(findSourceProblem(text)).toEqual({ offset, problem }));
});

describe('what both take', () => {
  it.each([
    '',
    '%YAML 1.1\n---\na: b',
    '%TAG ! tag:x,2000:\n---\na: b',
    'a:\tb\t# comment',
    'a: {\n\tb: c,\n\td: [\n\te]}',
    'a: |\n  x\n  \ty',
    'a: "x\n \ty"',
    'a: b\n  \t# comment',
    'a:\n  b: c\n   \t# comment',
    '- b\n \t# comment',
    'a: |2\n  \tx',
    'a: "\\\\/ \\" \\x41 \\u263a \\U0001F642 \\N\\_\\L\\P\\e\\0"',
    "a: '\\/'",
    '🙂: ü\uFEFF',
    'a: b\n---\n\tc',
  ])('%j', (text) => expect(findSourceProblem(text)).toBeUndefined());
});
