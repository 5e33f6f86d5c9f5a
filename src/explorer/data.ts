import type { Cardinality } from './cardinality.ts';

/** Everything that the explorer shows, as one JSON document: of a running process, of another exporter, or of a file. */
export interface ExplorerData {
  readonly version: 1;
  /** Where it is from, as people call it: a URL, a file, or the name of this process. */
  readonly source: string;
  /** Unix time in milliseconds. */
  readonly takenAtMs: number;
  readonly cardinality: Cardinality;
  /** State of the process, if the source is a running process of this program. */
  readonly live?: LiveData;
  /** Absent: no rules or dashboards were given. */
  readonly usage?: UsageData;
}

/** State of a running process. */
export interface LiveData {
  readonly program: string;
  readonly resources: readonly ResourceStatus[];
  readonly shard: ShardStatus;
  /** The latest ones, oldest first. */
  readonly scrapes: readonly ScrapeRecord[];
  readonly memory: { readonly residentBytes: number; readonly limitBytes: number | undefined };
}

/** State of the watches of a resource. */
export interface ResourceStatus {
  readonly name: string;
  readonly state: 'pending' | 'synced' | 'refused' | 'failing';
  /** The reason of a state other than synced; empty: none. */
  readonly detail: string;
  readonly objects: number;
  /** How it was last read: watchlist, list or cached-list; empty: it was not yet. */
  readonly mode: string;
  /** Unix time in seconds of the last data from the API server; 0: none. */
  readonly lastActivity: number;
  readonly receivedBytes: number;
  readonly relists: readonly { readonly reason: string; readonly count: number }[];
}

/** Share of this process of a fleet. */
export interface ShardStatus {
  /** Absent on a standby. */
  readonly ordinal: number | undefined;
  readonly total: number;
  readonly algorithm: string;
}

/** A scrape that was answered. */
export interface ScrapeRecord {
  readonly atMs: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly gzip: boolean;
}

/** Families and labels that rules and dashboards read. */
export interface UsageData {
  readonly files: number;
  readonly expressions: number;
  /** Places of expressions that are not PromQL: every name in them counts as read. */
  readonly unparsed: readonly string[];
  /** Places of expressions that may read every family. */
  readonly unbounded: readonly string[];
  /** By the name of the family; those that nothing reads are absent. */
  readonly families: Readonly<Record<string, FamilyUsageData>>;
}

/** Readers of a family. */
export interface FamilyUsageData {
  readonly places: readonly string[];
  readonly unreadLabels: readonly string[];
}
