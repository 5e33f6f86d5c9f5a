import { parentPort } from 'node:worker_threads';
import { packBlock } from './pack.ts';
import type { PackReply, PackRequest } from './packer.ts';

/** The thread behind `openWorkerPacker`. */
parentPort!.on('message', ({ id, job, old, records, out }: PackRequest) => {
  const packed = packBlock({ ...job, old: Buffer.from(old), records: Buffer.from(records), out: Buffer.from(out) });
  const reply: PackReply = { id, packed };
  parentPort!.postMessage(reply);
});
