import { BlockPacker } from '../packing/pack.ts';
import type { PackingThreadData, PackReply, PackRequest } from '../packing/packer.ts';
import { openCompression } from '../system/compression.ts';
import { serveThread } from '../system/threads.ts';

// The thread behind `openWorkerPacker`.
serveThread(({ codec, inflate }: PackingThreadData) => {
  const block = new BlockPacker(codec, openCompression(inflate));
  return ({ id, job, old, records, out }: PackRequest): PackReply => {
    const packed = block.pack({
      ...job,
      old: Buffer.from(old),
      records: Buffer.from(records),
      out: Buffer.from(out),
    });
    return { id, packed };
  };
});
