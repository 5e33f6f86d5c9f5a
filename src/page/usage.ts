import type { Cardinality } from '../explorer/cardinality.ts';
import type { UsageData } from '../explorer/data.ts';
import { usageDataOf } from '../explorer/usage-data.ts';
import { expressionsOf } from '../usage/expressions.ts';
import { type UsageFile, usageOf } from '../usage/usage.ts';

/** A file that was dropped on the page. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** Usage by files, and a line for each one that could not be read. */
export interface FoundUsage {
  readonly usage: UsageData;
  readonly problems: readonly string[];
}

/** Reader of rules and dashboards. */
export type UsageReader = (files: readonly NamedText[], cardinality: Cardinality) => FoundUsage;

declare global {
  /** Set by usage.js: a script rather than an import, because a page that is one file has nothing to import from. */
  var readUsage: UsageReader | undefined;
}

/** Reads rules and dashboards. Throws an Error where they hold no expression at all: then everything would be unread. */
function readFiles(files: readonly NamedText[], cardinality: Cardinality): FoundUsage {
  const found: UsageFile[] = [];
  const problems: string[] = [];
  for (const { name, text } of files) {
    try {
      const expressions = expressionsOf(text);
      if (expressions.length > 0) found.push({ name, expressions });
      else problems.push(`${name}: no expressions found`);
    } catch (error) {
      problems.push(`${name}: not read: ${(error as Error).message}`);
    }
  }
  if (found.length === 0) throw new Error(problems.join('; ') || 'no files');
  return { usage: usageDataOf(usageOf(found), found.length, cardinality), problems };
}

globalThis.readUsage = readFiles;
document.dispatchEvent(new Event('usage-ready'));
