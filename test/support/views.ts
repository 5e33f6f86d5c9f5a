import type { Encoding, ResourceView } from '../../src/model/view.ts';
import { ResourceStore } from '../../src/store/resource-store.ts';
import { packInline } from './packing.ts';
import { families, rendered } from './stored-rows.ts';

/** Views of stores that hold these objects: by resource and id the rows of three families. */
export async function viewsOf(
  encoding: Encoding,
  resources: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
  parts = 1,
): Promise<ResourceView[]> {
  const options = { packer: packInline(encoding), partitions: parts };
  return Promise.all(
    Object.entries(resources).map(async ([plural, objects]) => {
      const store = new ResourceStore(plural, families, options);
      const scope = store.scope();
      for (const [id, rows] of Object.entries(objects)) scope.upsert(id, rendered(rows));
      await store.flush();
      return store.open().view;
    }),
  );
}
