import { asksForHelp, flagsHelp } from '../src/commands/help.ts';
import { parseArguments } from '../src/config/arguments.ts';
import type { FlagTable, ValuesOf } from '../src/config/flag.ts';

/** Reads the arguments of a benchmark. With `--help`, prints its flags and ends the process. */
export function benchArguments<const Table extends FlagTable>(
  summary: string,
  use: string,
  table: Table,
): ValuesOf<Table> {
  const argv = process.argv.slice(2);
  if (!asksForHelp(argv)) return parseArguments(argv, table);
  process.stdout.write(flagsHelp(summary, use, Object.values(table)));
  process.exit(0);
}
