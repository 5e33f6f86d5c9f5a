import type { FastPaths } from '../base/fast-paths.ts';
import type { Ports } from '../base/ports.ts';
import { systemClock } from './clock.ts';
import { openCompression } from './compression.ts';
import { systemFiles } from './files.ts';
import { systemNetwork } from './network.ts';
import { systemThreads } from './threads.ts';

/** The real ports of this process. */
export function systemPorts({ inflate }: Pick<FastPaths, 'inflate'>): Ports {
  return {
    clock: systemClock,
    files: systemFiles,
    network: systemNetwork,
    compression: openCompression(inflate),
    threads: systemThreads,
    env: process.env,
  };
}
