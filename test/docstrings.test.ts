import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** The share of exported symbols with a docstring, and how docstrings begin. */

const root = fileURLToPath(new URL('../src/', import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'),
);

interface Exported {
  readonly symbol: string;
  /** Text of the docstring; undefined where there is none. */
  readonly docstring: string | undefined;
}

const EXPORT = /^export (?:declare )?(?:async )?(?:function\*?|class|interface|const|type) (\w+)/gm;

/** Finds the exported symbols of a source, each with the comment right before it. */
function exportedOf(file: string, source: string): Exported[] {
  return [...source.matchAll(EXPORT)].map((match) => {
    const before = source.slice(0, match.index);
    const docstring = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n(?:\/\/ biome-ignore [^\n]*\n)?$/.exec(before)?.[1];
    return { symbol: `${file}: ${match[1]}`, docstring };
  });
}

const exported = files.flatMap((file) => exportedOf(file, readFileSync(path.join(root, file), 'utf8')));

describe('exported symbols', () => {
  it('are found, with and without a docstring', () => {
    const source = '/** Adds. */\nexport function add() {}\nexport const none = 1;\n';
    expect(exportedOf('a.ts', source)).toEqual([
      { symbol: 'a.ts: add', docstring: ' Adds. ' },
      { symbol: 'a.ts: none', docstring: undefined },
    ]);
  });

  it('have a docstring in nine of ten cases', () => {
    const missing = exported.filter(({ docstring }) => docstring === undefined).map(({ symbol }) => symbol);
    expect(exported.length).toBeGreaterThan(500);
    expect(missing.length / exported.length, missing.join('\n')).toBeLessThanOrEqual(0.1);
  });

  it('have docstrings that begin with a verb or a noun', () => {
    const words = /^(Of|What|Which|How|By|At)\b/;
    const foreign = exported.filter(({ docstring }) => words.test(docstring?.replace(/^[\s*]+/, '') ?? ''));
    expect(foreign.map(({ symbol }) => symbol)).toEqual([]);
  });
});
