import type { Decoder } from '../model/stream.ts';

/** Way in which the objects of a watch were read: the request, the form of the objects, and the encoding of the response. */
export interface SyncMode {
  readonly mode: 'watchlist' | 'list' | 'cached-list';
  readonly form: Decoder['formName'];
  readonly encoding: 'protobuf' | 'json';
}

/** Describes the sync that a response with this Content-Type belongs to. */
export function syncMode(mode: SyncMode['mode'], decoder: Decoder, contentType: string): SyncMode {
  return { mode, form: decoder.formName, encoding: decoder.encodingOf(contentType) };
}
