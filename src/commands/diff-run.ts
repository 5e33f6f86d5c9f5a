import { Comparison } from '../analysis/comparison.ts';
import type { SeriesTable } from '../analysis/series-table.ts';
import { type Expositions, openExpositions } from '../app/expositions.ts';
import { CodedError } from '../base/errors.ts';
import type { ExpositionReceiver } from '../parsing/exposition-reader.ts';
import { sleep } from '../system/clock.ts';
import type { Program } from './command.ts';
import type { DiffFlags } from './diff.ts';
import { diffJson, diffTable } from './diff-output.ts';

/** Compares two sides and prints the differences. Resolves to 0 or 1. Throws for a source that cannot be read in whole. */
export async function runDiff(
  words: readonly string[],
  flags: DiffFlags,
  { print }: Pick<Program, 'print'>,
): Promise<number> {
  if (words.length !== 2) {
    throw new CodedError('CONFIG_INVALID', `diff: expected two sources, found ${words.length}; see diff --help`);
  }
  const sides = words.map(sourcesOf) as [readonly string[], readonly string[]];
  const expositions = openExpositions(flags);
  try {
    let comparison = await compare(sides, flags, expositions, undefined);
    if (flags.settle > 0 && comparison.differing.size > 0) {
      await sleep(flags.settle);
      comparison = await compare(sides, flags, expositions, comparison.differing);
    }
    print(flags.output === 'json' ? diffJson(comparison) : diffTable(comparison, [words[0]!, words[1]!]));
    return comparison.differences().some(({ counts, types }) => types || Object.values(counts).some(Boolean)) ? 1 : 0;
  } finally {
    await expositions.close();
  }
}

async function compare(
  sides: readonly [readonly string[], readonly string[]],
  { known, examples, settle }: DiffFlags,
  expositions: Expositions,
  persisted: SeriesTable | undefined,
): Promise<Comparison> {
  const comparison = new Comparison({ known, examples, track: settle > 0, persisted });
  for (const side of [0, 1] as const) {
    for (const place of sides[side]) await read(expositions, place, (bad) => comparison.receiver(side, bad));
  }
  if (comparison.finish()) {
    for (const place of sides[0]) await expositions.read(place, comparison.missingReceiver());
  }
  return comparison;
}

/** Reads a source. Throws CONFIG_INVALID where lines of it are no samples: then nothing can be said of what is missing. */
async function read(
  expositions: Expositions,
  place: string,
  receiverOf: (bad: ExpositionReceiver['bad']) => ExpositionReceiver,
): Promise<void> {
  let count = 0;
  let first = '';
  const receiver = receiverOf((line, problem) => {
    if (count++ === 0) first = `line ${line}: ${problem}`;
  });
  await expositions.read(place, receiver);
  if (count === 0) return;
  const more = count > 1 ? ` (and ${count - 1} more)` : '';
  throw new CodedError('CONFIG_INVALID', `${place}: ${first}${more}`);
}

function sourcesOf(word: string): readonly string[] {
  const sources = word.split(',').filter((source) => source !== '');
  if (sources.length === 0) throw new CodedError('CONFIG_INVALID', 'diff: expected a source, found ""');
  return sources;
}
