import { readFileSync } from 'node:fs';
import type { CodePlace } from '../base/log-output.ts';

/** Origin of the lines of a bundle: by line, index of the source file and line there; 0 where there is none. */
export interface SourceLines {
  readonly files: readonly string[];
  /** Pairs for each line, from line 1 on. */
  readonly lines: readonly number[];
}

/** Name of the file that says it, beside the bundle. */
export function linesFile(bundle: string): string {
  return `${bundle}.lines.json`;
}

const known = new Map<string, SourceLines | undefined>();

/** Finds the line of the sources that a line of a bundle is from; others are left as they are. */
export function sourceOf(place: CodePlace): CodePlace {
  const { path, line } = place;
  if (!path.endsWith('.cjs')) return place;
  if (!known.has(path)) known.set(path, readLines(linesFile(path)));
  const { files = [], lines = [] } = known.get(path) ?? {};
  const original = lines[2 * line - 1];
  return original ? { path: files[lines[2 * line - 2]!]!, line: original } : place;
}

function readLines(file: string): SourceLines | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SourceLines;
  } catch {
    // Places in the bundle are better than none.
    return undefined;
  }
}
