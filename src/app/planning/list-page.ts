import type { Clock } from '../../base/clock.ts';
import { CodedError } from '../../base/errors.ts';
import type { Identified } from '../../model/meta.ts';
import type { Decoder, ListMeta } from '../../model/stream.ts';
import { readWhole, type Transport } from '../../model/transport.ts';

/** Time for one page, in milliseconds. */
const PATIENCE_MS = 60_000;

/** A page of a list. */
export interface ListPage {
  readonly objects: readonly Identified[];
  readonly meta: ListMeta;
  /** Bytes of the body as sent. */
  readonly bytes: number;
}

/** Query of a page. */
export interface PageRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly limit: number;
  /** Token of the page; empty: the first. */
  readonly next: string;
}

/** Reads a page of a list. Throws API_UNREACHABLE, API_SILENT, and API_REFUSED with the reason of the API server. */
export async function readPage(
  transport: Transport,
  decoder: Decoder,
  clock: Clock,
  { path, query, limit, next }: PageRequest,
): Promise<ListPage> {
  const end = new AbortController();
  const late = (): void =>
    end.abort(new CodedError('API_SILENT', `GET ${path}: no response within ${PATIENCE_MS / 1000} s`));
  const cancel = clock.after(PATIENCE_MS, late);
  try {
    const response = await transport.get({
      path,
      query: { ...query, ...decoder.query, limit: String(limit), ...(next && { continue: next }) },
      accept: decoder.listAccept,
      signal: end.signal,
    });
    const { status, contentType, body } = response;
    if (status !== 200) {
      const reason = decoder.readStatus(contentType, await readWhole(body))?.message ?? '';
      throw new CodedError('API_REFUSED', `GET ${path}: ${status} ${reason}`.trimEnd());
    }
    const objects: Identified[] = [];
    const nothing = (): void => {};
    const stream = decoder.openList(contentType, {
      ownership: undefined,
      foreign: nothing,
      upsert: (object) => objects.push(object),
      delete: nothing,
      bookmark: nothing,
      error: nothing,
      bad: nothing,
    });
    let bytes = 0;
    for await (const pieces of body) {
      for (const piece of pieces) {
        bytes += piece.length;
        stream.push(piece);
      }
    }
    return { objects, meta: stream.finish(), bytes };
  } finally {
    cancel();
  }
}
