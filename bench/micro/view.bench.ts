import { Writable } from 'node:stream';
import { bench, describe } from 'vitest';
import { familyView } from '../../src/packing/family-view.ts';
import { ResourceStore } from '../../src/store/resource-store.ts';
import { writeScrape } from '../../test/scrape.ts';
import { compression, packInline } from '../../test/support/packing.ts';
import { objects, plan, renderCopy } from './pods.ts';

const names = plan.families.map((f) => familyView(f.name, `# TYPE ${f.name} gauge\n`, compression));
const sink = () => new Writable({ write: (_chunk, _encoding, done) => done() });

describe('write a view of 1,024 pods', async () => {
  for (const encoding of ['raw', 'deflate'] as const) {
    const store = new ResourceStore('pods', names, { packer: packInline(encoding), partitions: 1 });
    const scope = store.scope();
    objects.forEach((object, i) => {
      scope.upsert(String(i), renderCopy(object));
    });
    await store.flush();
    for (const gzip of [true, false]) {
      bench(`${encoding} at rest, asked for ${gzip ? 'gzip' : 'identity'}`, async () => {
        await writeScrape(sink(), [store.open().view], { openMetrics: false, gzip });
      });
    }
  }
});
