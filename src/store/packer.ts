import { Worker } from 'node:worker_threads';
import type { Encoding } from '../model/view.ts';
import { type Packed, type PackJob, packBlock } from './pack.ts';

/** Does the work of `packBlock`, here or elsewhere, a bounded number of jobs at a time. */
export interface Packer {
  readonly encoding: Encoding;
  /**
   * Asks for the job when there is room for it, and does it. Takes the job's arena and old bytes for its own; the arena
   * comes back through `done`, for reuse.
   */
  pack(prepare: () => PackJob, done: (arena: Uint8Array) => void): Promise<Packed>;
  close(): Promise<void>;
}

/** Packs on the caller's thread. Right for raw segments, where a job is a copy. */
export function inlinePacker(encoding: Encoding): Packer {
  return {
    encoding,
    pack: async (prepare, done) => {
      const job = prepare();
      const packed = packBlock(job);
      done(job.arena);
      return packed;
    },
    close: async () => {},
  };
}

/** Jobs that each worker has at most: one at work, one to go on with. */
const JOBS_PER_WORKER = 2;

/** Buffers are not counted in; garbage of them is found sooner in a small heap. */
const WORKER_MEMORY = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

export interface PackRequest {
  readonly id: number;
  readonly job: PackJob;
}

export interface PackReply {
  readonly id: number;
  readonly packed: Packed;
  readonly arena: Uint8Array;
}

interface Waiting {
  readonly resolve: (packed: Packed) => void;
  readonly reject: (error: unknown) => void;
  readonly done: (arena: Uint8Array) => void;
}

/**
 * Packs on threads of its own. One thread with zlib's one-shot calls takes a sixth less CPU than the pool of libuv, whose
 * streams cost a wake-up of the event loop for each segment (bench/micro/deflate.ts), and takes the splicing along.
 */
export function openWorkerPacker(encoding: Encoding, workers: number): Packer {
  const file = new URL(`./packworker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
  const waiting = new Map<number, Waiting>();
  /** Those who wait for room, in order. */
  const queue: (() => void)[] = [];
  let next = 0;
  let closed = false;
  const pool = Array.from({ length: workers }, () => {
    const worker = new Worker(file, { name: 'packer', resourceLimits: WORKER_MEMORY });
    const load = { worker, jobs: 0 };
    worker.unref();
    worker.on('message', ({ id, packed, arena }: PackReply) => {
      load.jobs--;
      const { resolve, done } = waiting.get(id)!;
      waiting.delete(id);
      done(arena);
      resolve(packed);
      queue.shift()?.();
    });
    worker.on('error', (error) => {
      for (const { reject } of waiting.values()) reject(error);
    });
    return load;
  });
  return {
    encoding,
    pack: (prepare, done) =>
      new Promise((resolve, reject) => {
        const give = (): void => {
          if (closed) return;
          const load = pool.reduce((least, each) => (each.jobs < least.jobs ? each : least));
          load.jobs++;
          const request: PackRequest = { id: next++, job: prepare() };
          waiting.set(request.id, { resolve, reject, done });
          const { arena, old } = request.job;
          load.worker.postMessage(request, [arena.buffer as ArrayBuffer, old.buffer as ArrayBuffer]);
        };
        if (waiting.size < workers * JOBS_PER_WORKER) give();
        else queue.push(give);
      }),
    close: async () => {
      closed = true;
      await Promise.all(pool.map(({ worker }) => worker.terminate()));
    },
  };
}
