import type { FastPaths } from '../base/fast-paths.ts';
import type { Thread, Threads } from '../base/threads.ts';
import type { Encoding } from '../model/view.ts';
import type { Packed, PackJob } from './job.ts';
import type { BlockPacker } from './pack.ts';

/** Buffers of a job, reused for the next one. Each function returns at least `bytes` bytes, contents undefined. */
export interface JobBuffers {
  records(bytes: number): Buffer;
  old(bytes: number): Buffer;
  out(bytes: number): Buffer;
  /** For the lengths of old rows, and of new ones. */
  oldLengths(bytes: number): Buffer;
  newLengths(bytes: number): Buffer;
}

/** Does the work of a `BlockPacker`, here or elsewhere, a bounded number of jobs at a time. */
export interface Packer {
  readonly encoding: Encoding;
  /**
   * Asks for the job when there is room for it, does it, and hands over what came of it. The job's buffers are the
   * packer's again when `take` returns.
   */
  pack(prepare: (buffers: JobBuffers) => PackJob, take: (packed: Packed, job: PackJob) => void): Promise<void>;
  close(): Promise<void>;
}

/** Packs on the caller's thread. Right for raw segments, where a job is a copy. */
export function inlinePacker(encoding: Encoding, block: BlockPacker): Packer {
  const buffers = growingBuffers((bytes) => Buffer.allocUnsafeSlow(bytes));
  return {
    encoding,
    pack: async (prepare, take) => {
      const job = prepare(buffers);
      take(block.pack(job), job);
    },
    close: async () => {},
  };
}

function growingBuffers(make: (bytes: number) => Buffer): JobBuffers {
  const grow = (): ((bytes: number) => Buffer) => {
    let buffer = make(0);
    return (bytes) => {
      if (buffer.length < bytes) buffer = make(2 ** Math.ceil(Math.log2(bytes)));
      return buffer;
    };
  };
  return { records: grow(), old: grow(), out: grow(), oldLengths: grow(), newLengths: grow() };
}

/** Maximum number of jobs of a worker: one in progress, and one to continue with. */
const JOBS_PER_WORKER = 2;

/** Workers leave little garbage; a small heap finds it soon. */
const WORKER_MEMORY = { youngHeapMb: 2, oldHeapMb: 64 };

export interface PackRequest {
  readonly id: number;
  readonly job: Omit<PackJob, 'old' | 'records' | 'out'>;
  readonly old: SharedArrayBuffer;
  readonly records: SharedArrayBuffer;
  readonly out: SharedArrayBuffer;
}

export interface PackReply {
  readonly id: number;
  readonly packed: Packed;
}

/** The threads that pack. */
export interface PackingThreads {
  readonly threads: Threads;
  readonly workers: number;
  /** The module that a thread runs: it answers each PackRequest with a PackReply. */
  readonly entry: URL;
  readonly data: PackingThreadData;
}

/** Data that a packing thread gets at its start. */
export type PackingThreadData = Pick<FastPaths, 'codec' | 'inflate'>;

interface Lane {
  readonly worker: Thread;
  readonly buffers: JobBuffers;
  job: PackJob | undefined;
  take: (packed: Packed, job: PackJob) => void;
  resolve: () => void;
}

/**
 * Packs on threads of its own, which read and write memory shared with this one. The pool of libuv would cost a wake-up of
 * the event loop for each segment (bench/micro/rowcodec.bench.ts), and leave the splicing to it.
 */
export function openWorkerPacker(encoding: Encoding, { threads, workers, entry, data }: PackingThreads): Packer {
  const lanes: Lane[] = [];
  const idle: number[] = [];
  /** Callers that wait for a free lane, in order. */
  const queue: (() => void)[] = [];
  let closed = false;

  const settle = ({ id, packed }: PackReply): void => {
    const lane = lanes[id]!;
    lane.take(packed, lane.job!);
    lane.resolve();
    lane.job = undefined;
    idle.push(id);
    queue.shift()?.();
  };

  const pool = Array.from({ length: workers }, () => {
    // An error loses the changes that it had, and with them what answers would have to show: the process ends and starts again.
    const worker = threads.start({ name: 'packer', entry, data, ...WORKER_MEMORY }, (reply) =>
      settle(reply as PackReply),
    );
    const first = lanes.length;
    for (let id = first; id < first + JOBS_PER_WORKER; id++) {
      lanes.push({ worker, buffers: growingBuffers(sharedBuffer), job: undefined, take: () => {}, resolve: () => {} });
    }
    return worker;
  });
  // The first jobs go to different workers.
  for (let job = JOBS_PER_WORKER - 1; job >= 0; job--) {
    for (let w = workers - 1; w >= 0; w--) idle.push(w * JOBS_PER_WORKER + job);
  }

  return {
    encoding,
    pack: (prepare, take) =>
      new Promise((resolve) => {
        const give = (): void => {
          if (closed) return;
          const id = idle.pop()!;
          const lane = lanes[id]!;
          const job = prepare(lane.buffers);
          Object.assign(lane, { job, take, resolve });
          const { records, old, out, ...rest } = job;
          const request: PackRequest = { id, job: rest, old: shared(old), records: shared(records), out: shared(out) };
          lane.worker.post(request);
        };
        if (idle.length > 0) give();
        else queue.push(give);
      }),
    close: async () => {
      closed = true;
      await Promise.all(pool.map((worker) => worker.end()));
    },
  };
}

/** Another thread can read it without a copy. */
function sharedBuffer(bytes: number): Buffer {
  return Buffer.from(new SharedArrayBuffer(bytes));
}

function shared(buffer: Buffer): SharedArrayBuffer {
  if (buffer.buffer instanceof SharedArrayBuffer) return buffer.buffer;
  throw new Error('BUG: the memory of a job is not shared');
}
