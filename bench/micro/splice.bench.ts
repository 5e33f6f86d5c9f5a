import { bench, describe } from 'vitest';
import { familyView } from '../../src/packing/family-view.ts';
import { ResourceStore } from '../../src/store/resource-store.ts';
import { compression, packInline } from '../../test/support/packing.ts';
import { objects, plan, renderCopy } from './pods.ts';

const rows = objects.slice(0, 256).map(renderCopy);
const names = plan.families.map((f) => familyView(f.name, '', compression));

/** A full block, and what a change of one of its objects costs with the flush that follows. */
async function openStore(encoding: 'raw' | 'deflate') {
  const store = new ResourceStore('pods', names, { packer: packInline(encoding), partitions: 1 });
  const scope = store.scope();
  rows.forEach((r, i) => {
    scope.upsert(String(i), r);
  });
  await store.flush();
  return { store, scope };
}

describe('splice', async () => {
  for (const encoding of ['raw', 'deflate'] as const) {
    const { store, scope } = await openStore(encoding);
    let i = 0;
    bench(`an object that came again as it was, ${encoding}`, () => {
      scope.upsert('7', rows[7]!);
    });
    bench(`an object of a full block becomes another, and flush, ${encoding}`, async () => {
      scope.upsert('7', rows[i++ % 256]!);
      await store.flush();
    });
  }
});
