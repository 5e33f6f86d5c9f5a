import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { Threads } from '../base/threads.ts';

/** Node's worker threads. */
export const systemThreads: Threads = {
  parallelism: availableParallelism(),
  start: ({ name, entry, data, youngHeapMb, oldHeapMb }, onMessage) => {
    const resourceLimits = { maxYoungGenerationSizeMb: youngHeapMb, maxOldGenerationSizeMb: oldHeapMb };
    const worker = new Worker(entry, { name, workerData: data, resourceLimits });
    worker.unref();
    worker.on('message', onMessage);
    worker.on('error', (error) => {
      throw error;
    });
    return {
      post: (message) => worker.postMessage(message),
      end: async () => {
        await worker.terminate();
      },
    };
  },
};

/** Serves the thread that this module runs on: `open` gets the data of its start and gives what answers each message. */
export function serveThread<Data, Request>(open: (data: Data) => (request: Request) => unknown): void {
  const answer = open(workerData as Data);
  parentPort!.on('message', (request: Request) => parentPort!.postMessage(answer(request)));
}
