import { describe, expect, it } from 'vitest';
import { readPprof } from '../../../test/support/read-pprof.ts';
import type { CallFrame, CpuProfile } from '../../base/profiler.ts';
import { encodeCpu, encodeHeap } from './profiles.ts';

const ROOT = 'file:///app/';
const frame = (functionName: string, url = '', lineNumber = -1): CallFrame => ({ functionName, url, lineNumber });

describe('a CPU profile', () => {
  const profile: CpuProfile = {
    startTime: 1_000_000,
    endTime: 1_010_000,
    nodes: [
      { id: 1, callFrame: frame('(root)'), children: [2, 5, 6] },
      { id: 2, callFrame: frame('outer', 'file:///app/src/outer.ts', 9), children: [3, 4] },
      {
        id: 3,
        callFrame: frame('', 'file:///app/src/inner.ts', 0),
        positionTicks: [
          { line: 3, ticks: 1 },
          { line: 4, ticks: 1 },
        ],
      },
      { id: 4, callFrame: frame('sort'), positionTicks: [{ line: 12, ticks: 1 }] },
      { id: 5, callFrame: frame('(idle)') },
      { id: 6, callFrame: frame('post', 'node:inspector', 114), positionTicks: [{ line: 115, ticks: 1 }] },
    ],
    samples: [3, 3, 5, 4, 6],
    timeDeltas: [1_000, 2_000, 2_000, 2_000, 2_000],
  };
  const read = readPprof(encodeCpu(profile, ROOT, 50_000));

  it('has samples by line with their time, and none for waiting', () => {
    const outer = 'outer src/outer.ts:10';
    expect(read.types).toEqual(['samples/count', 'cpu/nanoseconds']);
    expect(read.samples).toEqual([
      { stack: ['src/inner.ts:1 src/inner.ts:3', outer], values: [1, 2_000_000] },
      { stack: ['src/inner.ts:1 src/inner.ts:4', outer], values: [1, 2_000_000] },
      { stack: ['sort :0', outer], values: [1, 2_000_000] },
      { stack: ['post node:inspector:115'], values: [1, 1_000_000] },
    ]);
  });

  it('says when it was taken, and for how long', () => {
    expect(read.timeNanos).toBe(49_990 * 1e6);
    expect(read.durationNanos).toBe(10 * 1e6);
  });
});

it('a heap profile has bytes by stack, and buffers by themselves', () => {
  const grown = { callFrame: frame('grow', 'file:///app/src/a%20b.ts', 4), selfSize: 3_000_000_000, children: [] };
  const head = { callFrame: frame('(root)'), selfSize: 0, children: [grown] };
  const { types, samples } = readPprof(encodeHeap({ head, bufferBytes: 5 }, ROOT, 1_000));
  expect(types).toEqual(['inuse_space/bytes']);
  expect(samples).toEqual([
    { stack: ['grow src/a b.ts:5'], values: [3_000_000_000] },
    { stack: ['(buffers) :0'], values: [5] },
  ]);
});
