import { creationTimestamp, type Identified } from '../../model/meta.ts';
import type { Expiry } from '../../model/resource.ts';
import { list, mergeShapes, msg, optMsg, type Read, str, time } from '../../model/schema.ts';

const statusFields = {
  status: msg(3, {
    phase: str(1),
    containerStatuses: list(8, { state: msg(2, { terminated: optMsg(3, { finishedAt: time(6) }) }) }),
  }),
};
const reads = mergeShapes([creationTimestamp, statusFields]);

/** A pod ends when its last container does; without such a time, when it was created. */
export const podExpiry: Expiry = {
  reads,
  endedAtMs: ({ metadata, status }: Identified & Read<typeof creationTimestamp> & Read<typeof statusFields>) => {
    if (status.phase !== 'Succeeded' && status.phase !== 'Failed') return undefined;
    let last = 0;
    for (const { state } of status.containerStatuses) last = Math.max(last, state.terminated?.finishedAt ?? 0);
    return (last || (metadata.creationTimestamp ?? 0)) * 1000;
  },
};
