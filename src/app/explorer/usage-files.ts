import path from 'node:path';
import { CodedError, errorText } from '../../base/errors.ts';
import type { Files } from '../../base/files.ts';
import { expressionsOf } from '../../usage/expressions.ts';
import { type Usage, type UsageFile, usageOf } from '../../usage/usage.ts';

const EXTENSIONS = /\.(?:ya?ml|json|rules)$/;

/** Usage by files, and those that could not be read. */
export interface ReadUsage {
  readonly usage: Usage;
  readonly files: number;
  /** A line for each file that is neither YAML nor JSON. */
  readonly problems: readonly string[];
}

/**
 * Reads rules and dashboards: files, and folders with all that is below them (`.yaml`, `.yml`, `.json`, `.rules`). Throws CONFIG_INVALID
 * for a path that does not exist, or that holds no expression at all: then everything would be unused.
 */
export function readUsage(paths: readonly string[], files: Files): ReadUsage {
  const found: UsageFile[] = [];
  const problems: string[] = [];
  for (const place of paths) {
    const before = found.length;
    for (const file of filesBelow(place, files)) {
      try {
        const expressions = expressionsOf(files.readNow(file).toString());
        if (expressions.length > 0) found.push({ name: file, expressions });
      } catch (error) {
        problems.push(`${file}: not read: ${errorText(error)}`);
      }
    }
    if (found.length === before) {
      const reason = problems.length > 0 ? `; ${problems[0]}` : '';
      throw new CodedError('CONFIG_INVALID', `--used-by ${place}: no expressions found${reason}`);
    }
  }
  return { usage: usageOf(found), files: found.length, problems };
}

function filesBelow(place: string, files: Files): readonly string[] {
  const facts = files.statNow(place);
  if (!facts) throw new CodedError('CONFIG_INVALID', `--used-by ${place}: there is no such file or folder`);
  if (facts.kind !== 'folder') return [place];
  return files.listNow(place).flatMap((name) => {
    const below = path.join(place, name);
    if (files.statNow(below)?.kind === 'folder') return filesBelow(below, files);
    return EXTENSIONS.test(name) ? [below] : [];
  });
}
