import type { Flag, ValuesOf } from '../flag.ts';

/**
 * The parts of the running process that depend on a flag: `cluster` the connection to the API server, `resources` the
 * watches and metrics of resources, `fleet` the process's shard, `scrape` how answers are kept and bounded,
 * `listeners` the ports, `log` the log, `restart` all of it, `none` nothing (the flag is read when it is needed, or
 * has no effect).
 */
export type Applies = 'cluster' | 'resources' | 'fleet' | 'scrape' | 'listeners' | 'log' | 'restart' | 'none';

/** A flag of the exporter. */
export interface OptionFlag<T = unknown> extends Flag<T> {
  readonly group: string;
  /** The part of the running process that a change of it touches. */
  readonly applies: Applies;
  /** Its keys in the configuration file, the preferred one first; empty: it cannot be set there. */
  readonly fileKeys: readonly string[];
  /** True if kube-state-metrics does not have it. */
  readonly ours?: true;
  /** Why a flag is accepted without effect; absent: it has one. */
  readonly ignored?: string;
}

/** A row of the table. Its file key is the name with underscores, unless it says otherwise. */
export type Row<T = unknown> = Omit<OptionFlag<T>, 'group' | 'fileKeys'> & { readonly fileKeys?: readonly string[] };

/** Completes the rows of a group. */
export function group<const Rows extends Readonly<Record<string, Row>>>(
  title: string,
  rows: Rows,
): { readonly [Field in keyof Rows]: OptionFlag<ValuesOf<Rows>[Field]> } {
  const complete = Object.entries(rows).map(([field, row]) => {
    const flag: OptionFlag = { fileKeys: [row.name.replaceAll('-', '_')], ...row, group: title };
    return [field, flag] as const;
  });
  return Object.fromEntries(complete) as ReturnType<typeof group<Rows>>;
}
