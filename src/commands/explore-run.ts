import { readPageFile } from '../app/explorer/page-files.ts';
import { servePage } from '../app/explorer/serve-page.ts';
import { readUsage } from '../app/explorer/usage-files.ts';
import { openExpositions } from '../app/expositions.ts';
import { CodedError } from '../base/errors.ts';
import { CardinalityCollector } from '../explorer/collector.ts';
import type { ExplorerData } from '../explorer/data.ts';
import { usageDataOf } from '../explorer/usage-data.ts';
import { resources } from '../resources/index.ts';
import { deflatedBytes } from '../system/byte-streams.ts';
import { systemClock } from '../system/clock.ts';
import { systemFiles } from '../system/files.ts';
import type { Program } from './command.ts';
import type { ExploreFlags } from './explore.ts';
import { exploreTable } from './explore-table.ts';
import { openProgress } from './progress.ts';
import { selfContainedPage } from './self-contained-page.ts';

/** Reads a source and shows it as the flags say. Resolves to the exit code. Throws for a source that cannot be read. */
export async function runExplore(words: readonly string[], flags: ExploreFlags, program: Program): Promise<number> {
  const [source] = words;
  if (source === undefined || words.length > 1) {
    throw new CodedError('CONFIG_INVALID', `explore: expected one source, found ${words.length}; see explore --help`);
  }
  const { data, problems } = await explorerData(source, flags);
  switch (flags.output) {
    case 'json':
      program.print(`${JSON.stringify(data)}\n`);
      return 0;
    case 'table':
      program.print(exploreTable(data, flags.rows));
      for (const problem of problems) program.print(`${problem}\n`);
      return 0;
    case 'html':
      program.print(await selfContainedPage(data, readPageFile));
      return 0;
    default:
      return servePage(data, flags.port, program);
  }
}

async function explorerData(
  source: string,
  flags: ExploreFlags,
): Promise<{ readonly data: ExplorerData; readonly problems: readonly string[] }> {
  const used = flags.usedBy.length > 0 ? readUsage(flags.usedBy, systemFiles) : undefined;
  const problems = [...(used?.problems ?? [])];
  const expositions = openExpositions(flags);
  const progress = openProgress(process.stderr);
  try {
    let bad = 0;
    const collector = new CardinalityCollector((line, problem) => {
      if (bad++ === 0) problems.push(`${source}: line ${line}: ${problem}`);
    });
    for (const place of source.split(',')) {
      await expositions.read(place, collector, (bytes) => progress.showBytes(`reading ${place}`, bytes));
    }
    if (bad > 1) problems.push(`${source}: ${bad - 1} more lines are no samples`);
    const cardinality = collector.cardinality({ resourceOf: resourceOfFamily(), packedBytesOf: deflatedBytes });
    const usage = used && usageDataOf(used.usage, used.files, cardinality);
    const data = { version: 1, source, takenAtMs: systemClock.unixMs(), cardinality, ...(usage && { usage }) } as const;
    return { data, problems };
  } finally {
    progress.end();
    await expositions.close();
  }
}

/** Finds the resource of a family by the declarations; of others, such as custom resources, nothing is known. */
function resourceOfFamily(): (family: string) => string {
  const known = new Map(
    resources.flatMap(({ plural, families }) => families.map(({ name }) => [name, plural] as const)),
  );
  return (family) => known.get(family) ?? '';
}
