import { parentPort } from 'node:worker_threads';
import { packBlock } from './pack.ts';
import type { PackReply, PackRequest } from './packer.ts';

/** The thread behind `openWorkerPacker`. */
parentPort!.on('message', ({ id, job }: PackRequest) => {
  const packed = packBlock(job);
  const reply: PackReply = { id, packed, arena: job.arena };
  parentPort!.postMessage(reply, [packed.bytes.buffer as ArrayBuffer, job.arena.buffer as ArrayBuffer]);
});
