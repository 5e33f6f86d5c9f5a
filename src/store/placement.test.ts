import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { packInline } from '../../test/support/packing.ts';
import { families, rendered } from '../../test/support/stored-rows.ts';
import { BLOCK_SIZE } from '../model/view.ts';
import { Block } from './block.ts';
import { kinOf } from './kin.ts';
import { Placement } from './placement.ts';
import { RecordLog } from './record-log.ts';
import { ResourceStore } from './resource-store.ts';
import { hashesContext } from './row-hashes.ts';
import { Slabs } from './slabs.ts';

const none = rendered(['', '', '']);

function open() {
  const context = {
    names: new Uint8Array(3),
    nameEnds: Uint32Array.of(1, 2, 3),
    hashes: hashesContext(3),
    log: new RecordLog([1, 1, 1]),
    slabs: new Slabs(),
    pendingBytes: 0,
  };
  const blocks: Block[] = [];
  const placement = new Placement(() => {
    const block = new Block(context, blocks.length, 0, false);
    blocks.push(block);
    return block;
  });
  const add = (kin: number): Block => {
    const block = placement.blockFor(kin);
    block.add(none, String(kin), kin, 0);
    placement.note(kin, block);
    return block;
  };
  return { blocks, placement, add };
}

const hex = (seed: number, length: number): string =>
  createHash('sha256').update(String(seed)).digest('hex').slice(0, length);

const replicas = (namespace: string, name: string) => kinOf(namespace, `${name}-bbb22`);

it('fills one block after the other with what comes in order', () => {
  const { blocks, add } = open();
  for (let i = 0; i < 5 * BLOCK_SIZE; i++) add(replicas(`ns-${Math.floor(i / 50)}`, `w-${Math.floor(i / 7)}`));
  expect(blocks.map(({ live }) => live)).toEqual(new Array(5).fill(BLOCK_SIZE));
});

it('takes an object to its kin, then to its namespace, where there is room', () => {
  const { blocks, placement, add } = open();
  const kinAt = (i: number) => replicas(`ns-${i % 2}`, `w-${i}`);
  for (let block = 0; block < 12; block++) for (let i = 0; i < BLOCK_SIZE; i++) add(kinAt(block));
  const [kin, block] = [kinAt(1), blocks[1]!];
  block.remove(3);
  placement.note(kin, block);
  expect(add(kin)).toBe(block);
  // Now all are full: a neighbor has to be made, beside its kin and before what comes later.
  const beside = add(kin);
  expect([block.after, beside.before]).toEqual([beside, block]);
  expect(add(kinAt(1))).toBe(beside);
  const order = [...placement].map(({ number }) => number);
  expect(order).toEqual([0, 1, 12, ...Array.from({ length: 10 }, (_, i) => i + 2)]);
});

it('forgets a block that is removed', () => {
  const { blocks, placement, add } = open();
  for (let i = 0; i < 3 * BLOCK_SIZE; i++) add(replicas('ns', `w-${Math.floor(i / BLOCK_SIZE)}`));
  placement.remove(blocks[1]!);
  expect([...placement].map(({ number }) => number)).toEqual([0, 2]);
  expect(add(replicas('ns', 'w-1')).number).not.toBe(1);
});

it('keeps text nearly as short under changes as it is when it is fresh, and makes it so while nothing changes', async () => {
  const packer = packInline('deflate');
  const store = (): ResourceStore => new ResourceStore('things', families, { packer, partitions: 1 });
  // Workloads whose pods are replaced, the new pod before the old one goes.
  const workloads = Array.from({ length: 300 }, (_, i) => ({
    namespace: `namespace-${i % 17}`,
    name: `workload-${i}`,
  }));
  const labels = ({ namespace, name }: { namespace: string; name: string }, serial: number): string =>
    `namespace="${namespace}",pod="${name}-${hex(serial, 10)}",uid="${hex(serial, 32)}"`;
  const rowsOf = (workload: { namespace: string; name: string }, serial: number) =>
    rendered([
      `a{${labels(workload, serial)},image="registry/of/${workload.name}"} 1\n`,
      `b{${labels(workload, serial)}} 1\n`,
      '',
    ]);
  const add = (scope: ReturnType<ResourceStore['scope']>, workload: number, serial: number): void => {
    const { namespace, name } = workloads[workload]!;
    scope.upsert(`${workload}/${serial}`, rowsOf(workloads[workload]!, serial), replicas(namespace, name));
  };
  const sizeOf = async (of: ResourceStore): Promise<number> => {
    await of.flush();
    const { view, release } = of.open();
    release();
    return view.blocks.reduce((sum, b) => sum + b.ends.at(-1)! - b.starts[0]!, 0);
  };
  const changed = store();
  const scope = changed.scope();
  const alive = workloads.map(() => Array.from({ length: 10 }, (_, i) => i));
  const inOrder = workloads.map((_, i) => i).sort((a, b) => (a % 17) - (b % 17) || a - b);
  for (const w of inOrder) for (const serial of alive[w]!) add(scope, w, serial);
  let random = 1;
  for (let i = 0; i < 9_000; i++) {
    random = (random * 48271) % 0x7fffffff;
    const w = random % workloads.length;
    const serial = 10 + i;
    add(scope, w, serial);
    alive[w]!.push(serial);
    scope.delete(`${w}/${alive[w]!.splice(random % 10, 1)[0]}`);
    if (i % 50 !== 0) continue;
    await changed.flush();
    await changed.tidy(false, 2);
  }
  const fresh = store();
  const freshScope = fresh.scope();
  for (const w of inOrder) for (const serial of alive[w]!) add(freshScope, w, serial);
  const freshBytes = await sizeOf(fresh);
  expect((await sizeOf(changed)) / freshBytes).toBeLessThan(1.05);
  while ((await changed.tidy(true, 4)) > 0);
  expect((await sizeOf(changed)) / freshBytes).toBeLessThan(1.02);
});
