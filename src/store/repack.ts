import { BLOCK_SIZE } from '../model/view.ts';
import type { Block } from './block.ts';
import { namespaceKin } from './kin.ts';
import type { Placement } from './placement.ts';

/** Maximum number of blocks that are repacked together. */
const MAX_BLOCKS = 3;
const MAX_BLOCKS_THOROUGH = 8;
/** Under changes room is left for the next ones, and little disorder is not worth the work. */
const SLACK = 16;
const DISORDER = 24;

/**
 * Finds neighbors whose objects fit into fewer blocks or do not lie beside their kin, the worst first and none twice.
 * `thorough`: as many as there are, for when nothing else is to be done.
 */
export function untidyBlocks(placements: readonly Placement[], thorough: boolean, most: number): readonly Block[][] {
  const found: { readonly blocks: Block[]; readonly gain: number }[] = [];
  for (const placement of placements) {
    for (const blocks of windows(placement, thorough ? MAX_BLOCKS_THOROUGH : MAX_BLOCKS)) {
      const gain = gainOf(blocks, thorough);
      if (gain > 0) found.push({ blocks, gain });
    }
  }
  found.sort((a, b) => b.gain - a.gain);
  const chosen: Block[][] = [];
  const used = new Set<Block>();
  for (const { blocks } of found) {
    if (chosen.length === most) break;
    if (blocks.some((block) => used.has(block))) continue;
    for (const block of blocks) used.add(block);
    chosen.push(blocks);
  }
  return chosen;
}

/** Each block alone, and with as many of those after it as may be packed together. */
function* windows(placement: Placement, most: number): Generator<Block[]> {
  for (const first of placement) {
    const blocks: Block[] = [];
    for (let block: Block | undefined = first; block && blocks.length < most; block = block.after) {
      if (!block.settled) break;
      blocks.push(block);
      yield [...blocks];
    }
  }
}

function gainOf(blocks: readonly Block[], thorough: boolean): number {
  let objects = 0;
  let misplaced = 0;
  for (const block of blocks) {
    objects += block.live;
    misplaced += block.misplaced;
  }
  const needed = Math.ceil((objects + (thorough ? 0 : SLACK)) / BLOCK_SIZE);
  const saved = Math.max(0, blocks.length - Math.max(1, needed));
  if (saved === 0 && misplaced < (thorough ? 1 : DISORDER)) return 0;
  // Prefer the cheaper one where the gain is equal.
  return (saved * BLOCK_SIZE + misplaced) / blocks.length;
}

/** An object in a block. */
export interface SlotRef {
  readonly block: Block;
  readonly slot: number;
}

/**
 * The objects of the blocks with kin side by side, in as few runs of up to BLOCK_SIZE as they need, of about equal length.
 * Kin come in the order in which the first of them does, so that a run has objects of few blocks.
 */
export function runsByKin(blocks: readonly Block[]): readonly (readonly SlotRef[])[] {
  const namespaces = new Map<number, Map<number, SlotRef[]>>();
  let count = 0;
  for (const block of blocks) {
    for (const slot of block.slots()) {
      const kin = block.kins[slot]!;
      const kins = entry(namespaces, namespaceKin(kin), () => new Map<number, SlotRef[]>());
      entry(kins, kin, (): SlotRef[] => []).push({ block, slot });
      count++;
    }
  }
  const inOrder = [...namespaces.values()].flatMap((kins) => [...kins.values()].flat());
  const runs = Math.ceil(count / BLOCK_SIZE);
  return Array.from({ length: runs }, (_, i) =>
    inOrder.slice(Math.floor((i * count) / runs), Math.floor(((i + 1) * count) / runs)),
  );
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
