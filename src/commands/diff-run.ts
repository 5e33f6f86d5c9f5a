import { Comparison } from '../analysis/comparison.ts';
import type { SeriesTable } from '../analysis/series-table.ts';
import { type Expositions, openExpositions } from '../app/expositions.ts';
import { CodedError } from '../base/errors.ts';
import type { ExpositionReceiver } from '../parsing/exposition-reader.ts';
import { sleep } from '../system/clock.ts';
import type { Program } from './command.ts';
import type { DiffFlags } from './diff.ts';
import { diffJson, diffTable } from './diff-output.ts';
import { openProgress, type Progress } from './progress.ts';

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
  const progress = openProgress(process.stderr);
  try {
    let comparison = await compare(sides, flags, { expositions, progress }, undefined);
    if (flags.settle > 0 && comparison.differing.size > 0) {
      await sleep(flags.settle);
      comparison = await compare(sides, flags, { expositions, progress }, comparison.differing);
    }
    progress.end();
    print(flags.output === 'json' ? diffJson(comparison) : diffTable(comparison, [words[0]!, words[1]!]));
    return comparison.differences().some(({ counts, types }) => types || Object.values(counts).some(Boolean)) ? 1 : 0;
  } finally {
    progress.end();
    await expositions.close();
  }
}

/** The way to the sources, and the line that says how far it is. */
interface Reading {
  readonly expositions: Expositions;
  readonly progress: Progress;
}

async function compare(
  sides: readonly [readonly string[], readonly string[]],
  { known, examples, settle }: DiffFlags,
  reading: Reading,
  persisted: SeriesTable | undefined,
): Promise<Comparison> {
  const comparison = new Comparison({ known, examples, track: settle > 0, persisted });
  for (const side of [0, 1] as const) {
    for (const place of sides[side]) await read(reading, place, (bad) => comparison.receiver(side, bad));
  }
  if (comparison.finish()) {
    for (const place of sides[0]) await reading.expositions.read(place, comparison.missingReceiver());
  }
  return comparison;
}

/** Reads a source. Throws CONFIG_INVALID where lines of it are no samples: then nothing can be said of what is missing. */
async function read(
  { expositions, progress }: Reading,
  place: string,
  receiverOf: (bad: ExpositionReceiver['bad']) => ExpositionReceiver,
): Promise<void> {
  let count = 0;
  let first = '';
  const receiver = receiverOf((line, problem) => {
    if (count++ === 0) first = `line ${line}: ${problem}`;
  });
  await expositions.read(place, receiver, (bytes) => progress.showBytes(`reading ${place}`, bytes));
  if (count === 0) return;
  const more = count > 1 ? ` (and ${count - 1} more)` : '';
  throw new CodedError('CONFIG_INVALID', `${place}: ${first}${more}`);
}

function sourcesOf(word: string): readonly string[] {
  const sources = word.split(',').filter((source) => source !== '');
  if (sources.length === 0) throw new CodedError('CONFIG_INVALID', 'diff: expected a source, found ""');
  return sources;
}
