import { isMap, isScalar, LineCounter, type Pair, parseAllDocuments, type YAMLMap } from 'yaml';
import { errorText } from '../base/errors.ts';

/** A key of a configuration file. */
export interface ConfigEntry {
  readonly key: string;
  readonly value: unknown;
  /** Line of the key, from 1. */
  readonly line: number;
}

/** The top level of a configuration file, or the reasons why it cannot be read. */
export interface ConfigMapping {
  readonly entries: readonly ConfigEntry[];
  /** One line each, `FILE:LINE: problem`. Without any, the entries can be used. */
  readonly problems: readonly string[];
}

/**
 * Parses a configuration file: a YAML 1.2 mapping, or nothing at all. Further documents of the stream are ignored, as Go's reader
 * does. `file` leads each problem.
 */
export function readMapping(text: string, file: string): ConfigMapping {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const lineOf = (offset: number | undefined): number => lines.linePos(offset ?? 0).line;
  const [document] = 'empty' in documents ? [] : documents;
  if (!document) return { entries: [], problems: [] };
  const problems = document.errors.slice(0, 1).map(({ message, pos }) => `${file}:${lineOf(pos[0])}: ${message}`);
  if (problems.length > 0) return { entries: [], problems };
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return { entries: [], problems: [] };
  if (!isMap(contents)) {
    const problem = `${file}:${lineOf(contents.range?.[0])}: expected a mapping of keys to values at the top`;
    return { entries: [], problems: [problem] };
  }
  try {
    const mapping = document.toJS() as Readonly<Record<string, unknown>>;
    return {
      entries: Object.entries(mapping).map(([key, value]) => ({ key, value, line: lineOf(offset(contents, key)) })),
      problems,
    };
  } catch (error) {
    // Aliases that would expand without end.
    return { entries: [], problems: [`${file}:1: ${errorText(error)}`] };
  }
}

/** Position of a key; undefined where a merge brought it. */
function offset({ items }: YAMLMap, key: string): number | undefined {
  const found = items.find((pair: Pair) => isScalar(pair.key) && String(pair.key.value) === key);
  return isScalar(found?.key) ? found.key.range?.[0] : undefined;
}
