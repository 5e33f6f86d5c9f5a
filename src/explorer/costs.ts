import type { Amount } from './cardinality.ts';

/** Load of a process, from which its costs follow. */
export interface Load extends Amount {
  /** Objects that it shows, and kinds that it watches. */
  readonly objects: number;
  readonly resources: number;
  /** Bytes that the first sync reads from the API server. */
  readonly syncBytes: number;
}

/** Expected costs of a process. Times are those of one machine (docs/decisions/0038-planning.md). */
export interface Costs {
  /** Resident memory once it is synced and scraped. */
  readonly memoryBytes: number;
  /** CPU until it is synced. */
  readonly syncCpuSeconds: number;
  /** Time of a scrape, compressed and not. */
  readonly gzipSeconds: number;
  readonly identitySeconds: number;
}

/** Resident memory of the program and its runtime, and for each kind that it watches. */
const BASE_BYTES = 75.3e6;
const RESOURCE_BYTES = 0.88e6;
/** Garbage between collections: it grows with the work until the heap's own bounds hold it. */
const GARBAGE_BYTES = 59.3e6;
const GARBAGE_AT = 6.4e6;
/** For each byte at rest, and for each object: its place, hashes and key. */
const STORED = 1.443;
const OBJECT_BYTES = 244;

/** Returns the expected costs of a load. The factors are fitted to measurements (docs/decisions/0038-planning.md). */
export function costsOf({ objects, resources, rawBytes, packedBytes, syncBytes }: Load): Costs {
  const garbage = GARBAGE_BYTES * (1 - Math.exp(-packedBytes / GARBAGE_AT));
  const stored = STORED * packedBytes + OBJECT_BYTES * objects;
  return {
    memoryBytes: BASE_BYTES + RESOURCE_BYTES * resources + garbage + stored,
    syncCpuSeconds: 0.45 + 2.7e-9 * syncBytes + 3.5e-9 * rawBytes,
    gzipSeconds: 0.002 + 0.95e-9 * packedBytes,
    identitySeconds: 0.003 + 2.1e-9 * rawBytes,
  };
}
