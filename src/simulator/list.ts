import type { Cluster } from './cluster.ts';
import { envelope, message } from './encode.ts';
import { apiVersionOf } from './kinds.ts';
import { PROTOBUF } from './negotiate.ts';
import type { JsonObject } from './objects.ts';
import type { Reply } from './reply.ts';
import type { CollectionRequest, Context } from './requests.ts';
import { badRequest, expired, tooLarge } from './status.ts';
import type { StoredObject } from './stored.ts';
import { tableOf } from './tables.ts';

/** Objects per write. */
const BATCH = 100;

/** A page of a list: its objects, and what the list's metadata says. */
interface Page {
  readonly objects: readonly StoredObject[];
  readonly resourceVersion: string;
  readonly continue: string;
  readonly remaining: number;
}

/** Lists that are being paged, as they were at their first page. Real servers forget them with etcd's compaction. */
export class Snapshots {
  private readonly kept = new Map<string, { readonly objects: readonly StoredObject[]; readonly revision: number }>();
  private next = 0;

  keep(objects: readonly StoredObject[], revision: number): string {
    const id = String(this.next++);
    this.kept.set(id, { objects, revision });
    if (this.kept.size > 100) this.kept.delete(this.kept.keys().next().value!);
    return id;
  }

  find(id: string): { readonly objects: readonly StoredObject[]; readonly revision: number } | undefined {
    return this.kept.get(id);
  }

  clear(): void {
    this.kept.clear();
  }
}

/** Answers a LIST. Throws StatusError before anything is written. */
export async function answerList(
  context: Context,
  snapshots: Snapshots,
  request: CollectionRequest,
  reply: Reply,
): Promise<void> {
  const page = takePage(context.cluster, snapshots, request);
  const { form } = request;
  if (form.protobuf) await writeProtobuf(request, page, reply);
  else if (form.as === 'Table') {
    const include = request.query.get('includeObject') ?? 'Metadata';
    reply.json(
      200,
      tableOf(request.collection.kind, page.objects, include, metadataOf(request, page), true, context.clock.unixMs()),
    );
  } else await writeJson(request, page, reply);
}

function takePage(cluster: Cluster, snapshots: Snapshots, { collection, query, selector }: CollectionRequest): Page {
  const version = query.get('resourceVersion') ?? '';
  const token = query.get('continue') ?? '';
  // From its cache the server gives everything, whatever the limit.
  const limit = version === '0' ? 0 : Number(query.get('limit') ?? 0);
  if (!Number.isInteger(limit) || limit < 0) throw badRequest('limit must be a whole number');
  if (token) return nextPage(snapshots, token, limit);
  if (version !== '' && !/^\d+$/.test(version)) throw badRequest(`invalid resource version: ${version}`);
  if (Number(version) > cluster.revision) throw tooLarge(version, cluster.revision);
  const objects = cluster.list(collection).filter((o) => selector(o.value));
  const exact = query.get('resourceVersionMatch') === 'Exact';
  if (exact && Number(version) < cluster.revision)
    throw expired(`The provided resource version is too old: ${version}`);
  return pageOf(snapshots, objects, cluster.revision, 0, limit, undefined);
}

function nextPage(snapshots: Snapshots, token: string, limit: number): Page {
  const [id = '', offset = ''] = Buffer.from(token, 'base64url').toString().split(':');
  if (!/^\d+$/.test(offset)) throw badRequest('continue key is not valid');
  const snapshot = snapshots.find(id);
  if (!snapshot) throw expired('The provided continue parameter is too old to display a consistent list result.');
  return pageOf(snapshots, snapshot.objects, snapshot.revision, Number(offset), limit, id);
}

function pageOf(
  snapshots: Snapshots,
  all: readonly StoredObject[],
  revision: number,
  offset: number,
  limit: number,
  id: string | undefined,
): Page {
  const objects = limit > 0 ? all.slice(offset, offset + limit) : all.slice(offset);
  const remaining = all.length - offset - objects.length;
  const more = remaining > 0 ? `${id ?? snapshots.keep(all, revision)}:${offset + objects.length}` : '';
  return {
    objects,
    resourceVersion: String(revision),
    continue: more && Buffer.from(more).toString('base64url'),
    remaining,
  };
}

/** The shard selector as a list says that it is honored; as on a real server, lists of other forms do not say it. */
function shardInfoOf({ shardSelector, form }: CollectionRequest): string {
  return form.as === 'full' ? shardSelector : '';
}

function metadataOf(request: CollectionRequest, page: Page): JsonObject {
  const selector = shardInfoOf(request);
  return {
    resourceVersion: page.resourceVersion,
    ...(page.continue && { continue: page.continue, remainingItemCount: page.remaining }),
    ...(selector && { shardInfo: { selector } }),
  };
}

/** The size of the List message comes first, so all items are encoded before the first byte is sent; they are cached. */
async function writeProtobuf(request: CollectionRequest, page: Page, reply: Reply): Promise<void> {
  const { kind } = request.collection;
  const partial = request.form.as === 'PartialObjectMetadata';
  const meta: (readonly [number, string | number | Uint8Array])[] = [[2, page.resourceVersion]];
  if (page.continue) meta.push([3, page.continue], [4, page.remaining]);
  const selector = shardInfoOf(request);
  if (selector) meta.push([5, message([1, selector])]);
  const items = page.objects.map((o) => message([2, partial ? o.toPartialProtobuf() : o.toProtobuf()]));
  const list = Buffer.concat([message([1, message(...meta)]), ...items]);
  const [version, name] = partial
    ? ['meta.k8s.io/v1', 'PartialObjectMetadataList']
    : [apiVersionOf(kind), `${kind.kind}List`];
  const body = envelope(version, name, list);
  reply.head(200, PROTOBUF);
  for (let i = 0; i < body.length; i += 1 << 18) await reply.write(body.subarray(i, i + (1 << 18)));
  reply.end();
}

async function writeJson(request: CollectionRequest, page: Page, reply: Reply): Promise<void> {
  const { kind } = request.collection;
  const partial = request.form.as === 'PartialObjectMetadata';
  const head = partial
    ? { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata: metadataOf(request, page) }
    : { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata: metadataOf(request, page) };
  reply.head(200, 'application/json');
  await reply.write(Buffer.from(`${JSON.stringify(head).slice(0, -1)},"items":[`));
  for (let i = 0; i < page.objects.length && !reply.gone; i += BATCH) {
    const texts = page.objects
      .slice(i, i + BATCH)
      .map((o) => (partial ? JSON.stringify(o.toPartial()) : o.toJson().toString()));
    await reply.write(Buffer.from((i > 0 ? ',' : '') + texts.join(',')));
  }
  await reply.write(Buffer.from(']}\n'));
  reply.end();
}
