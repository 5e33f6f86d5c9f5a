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

/** Pages of the runtime's binary, of the program, and for each kind that it watches. */
const FILE_BYTES = 57.7e6;
const BASE_BYTES = 14.8e6;
const RESOURCE_BYTES = 0.456e6;
/** Room that the heap takes as soon as there is something to do. */
const HEAP_BYTES = 32.8e6;
const HEAP_AT = 4e5;
/** For each byte at rest, and for each object: its place, hashes and key. */
const STORED = 1.52;
const OBJECT_BYTES = 276;

/** Returns the expected costs of a load. The factors are fitted to measurements (docs/decisions/0038-planning.md). */
export function costsOf({ objects, resources, rawBytes, packedBytes, syncBytes }: Load): Costs {
  const heap = HEAP_BYTES * (1 - Math.exp(-packedBytes / HEAP_AT));
  const stored = STORED * packedBytes + OBJECT_BYTES * objects;
  return {
    memoryBytes: FILE_BYTES + BASE_BYTES + RESOURCE_BYTES * resources + heap + stored,
    syncCpuSeconds: 0.45 + 2.7e-9 * syncBytes + 3.5e-9 * rawBytes,
    gzipSeconds: 0.002 + 0.95e-9 * packedBytes,
    identitySeconds: 0.003 + 2.1e-9 * rawBytes,
  };
}
