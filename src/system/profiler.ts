import type { Session } from 'node:inspector/promises';
import type { CpuProfile, HeapProfile, Profiler } from '../base/profiler.ts';
import { installation } from './release.ts';

/** Microseconds between two samples of the stack: 500 a second. */
const CPU_INTERVAL_US = 2_000;
/** Mean number of bytes between two samples of what is allocated: as Go (https://pkg.go.dev/runtime#pkg-variables). */
const HEAP_INTERVAL_BYTES = 512 * 1024;

/** The inspector of V8 within this process, which is loaded when it is needed; no port is opened. */
export const systemProfiler: Profiler = {
  commandLine: process.argv,
  root: installation.href,
  async cpu(until) {
    const session = await open();
    await session.post('Profiler.enable');
    try {
      await session.post('Profiler.setSamplingInterval', { interval: CPU_INTERVAL_US });
      await session.post('Profiler.start');
      await until;
      const { profile } = await session.post('Profiler.stop');
      return profile as CpuProfile;
    } finally {
      await session.post('Profiler.disable');
    }
  },
  async startHeap() {
    await open();
  },
  async heap() {
    const session = await open();
    await session.post('HeapProfiler.collectGarbage');
    const { profile } = await session.post('HeapProfiler.getSamplingProfile');
    return { ...profile, bufferBytes: process.memoryUsage().arrayBuffers } as HeapProfile;
  },
};

let opened: Promise<Session> | undefined;

function open(): Promise<Session> {
  opened ??= import('node:inspector/promises').then(async ({ Session }) => {
    const session = new Session();
    session.connect();
    await session.post('HeapProfiler.startSampling', { samplingInterval: HEAP_INTERVAL_BYTES });
    return session;
  });
  return opened;
}
