import { expect, it } from 'vitest';
import { packInline } from '../../test/support/packing.ts';
import { families, familyLines, rendered } from '../../test/support/stored-rows.ts';
import { ResourceStore } from './resource-store.ts';

const open = (partitions = 1) => new ResourceStore('things', families, { packer: packInline('raw'), partitions });
const rows = (id: string) => rendered([`a{id="${id}"} 1\n`, '', `c{id="${id}"} 2\n`]);
const line = (id: string): string => `a{id="${id}"} 1`;

it.each([1, 4])('shows staged objects when they are published, all at once (partitions: %d)', async (partitions) => {
  const store = open(partitions);
  const scope = store.scope();
  const ids = Array.from({ length: 700 }, (_, i) => `id-${i}`);
  const [shown, staged] = [ids.slice(0, 300), ids.slice(300)];
  for (const id of shown) scope.upsert(id, rows(id));
  for (const id of staged) scope.upsert(id, rows(id), 0, true);
  await store.flush();
  expect(familyLines(store.open().view, 0)).toEqual(shown.map(line).sort());
  expect([store.objects, store.open().view.objects]).toEqual([300, 300]);

  // What is deleted while it is staged never shows, and its slot is used again.
  scope.delete('id-300');
  scope.upsert('id-301', rows('id-301'), 0, true);
  scope.upsert('late', rows('late'), 0, true);
  await store.flush();
  store.publish();
  expect(familyLines(store.open().view, 0)).toEqual([...shown, ...staged.slice(1), 'late'].map(line).sort());
  expect(store.objects).toBe(700);

  for (let i = 0; i < 200; i++) scope.upsert(`more-${i}`, rows(`more-${i}`));
  await store.flush();
  expect(store.open().view.objects).toBe(900);
});

it('drops what is not to be kept, and says what', async () => {
  const store = open();
  const scope = store.scope();
  for (const id of ['a', 'b', 'c']) scope.upsert(id, rows(id));
  const breathe = () => undefined;
  expect(await store.retain((id) => id === 'b', breathe)).toEqual(['a', 'c']);
  await store.flush();
  expect(familyLines(store.open().view, 0)).toEqual([line('b')]);
});
