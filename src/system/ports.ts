import type { FastPaths } from '../base/fast-paths.ts';
import type { Ports } from '../base/ports.ts';
import { systemClock } from './clock.ts';
import { openCompression } from './compression.ts';
import { systemFiles } from './files.ts';
import { readHttp2Settings } from './http2-settings.ts';
import { systemMemory } from './memory.ts';
import { openNetwork } from './network.ts';
import { systemProcesses } from './processes.ts';
import { systemProfiler } from './profiler.ts';
import { systemThreads } from './threads.ts';

/** The real ports of this process. */
export function systemPorts({ inflate, http }: Pick<FastPaths, 'inflate' | 'http'>): Ports {
  return {
    clock: systemClock,
    files: systemFiles,
    network: openNetwork(http, readHttp2Settings(process.env)),
    memory: systemMemory,
    compression: openCompression(inflate),
    threads: systemThreads,
    processes: systemProcesses,
    profiler: systemProfiler,
    env: process.env,
  };
}
