import type { Clock } from './clock.ts';
import type { Compression } from './compression.ts';
import type { Files } from './files.ts';
import type { SystemMemory } from './memory.ts';
import type { Network } from './network.ts';
import type { Processes } from './processes.ts';
import type { Profiler } from './profiler.ts';
import type { Threads } from './threads.ts';

/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that the program reaches of the world outside. `system/` has the real ones; a simulation brings its own. */
export interface Ports {
  readonly clock: Clock;
  readonly files: Files;
  readonly network: Network;
  readonly memory: SystemMemory;
  readonly compression: Compression;
  /** Undefined: everything runs on the thread of the caller. */
  readonly threads: Threads | undefined;
  /** Undefined: no other program can be run. */
  readonly processes?: Processes | undefined;
  /** Undefined: no profiles can be taken. */
  readonly profiler?: Profiler | undefined;
  readonly env: Environment;
}
