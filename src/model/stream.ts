import type { DecodeError } from '../base/errors.ts';
import type { Identified } from './meta.ts';
import type { Ownership } from './ownership.ts';

/** A Status of the API server (k8s.io/apimachinery/pkg/apis/meta/v1, Status). */
export interface ApiStatus {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  /** Seconds to wait as the server asks; 0: it does not say. */
  readonly retryAfterSeconds: number;
}

/** Metadata of a list. */
export interface ListMeta {
  readonly resourceVersion: string;
  /** Token of the next page; empty on the last. */
  readonly continue: string;
  readonly remainingItemCount: number;
  /** Shard selector that the server honors, as it reports it (KEP-5866); empty if none. */
  readonly shardSelector: string;
}

/** Decoder of the body of a list response, as it arrives. */
export interface ListStream {
  /** Takes a chunk; borrows it until the call returns. Throws DecodeError where the body cannot be read any further. */
  push(chunk: Buffer): void;
  /** The body has ended: its metadata. Throws DECODE_TRUNCATED where it ended early. */
  finish(): ListMeta;
}

/** Decoder of the body of a watch, as it arrives. */
export interface WatchStream {
  push(chunk: Buffer): void;
  /** Whether the body ended between events. */
  whole(): boolean;
}

/** Receiver of the content of a list or a watch, in the order on the wire. It may keep the objects. */
export interface Receiver {
  /** Filter for the objects that are passed on, read again for each one; undefined: all. */
  readonly ownership: Ownership | undefined;
  /** An object that is not owned came, of which nothing but the UID was read. */
  foreign(): void;
  upsert(object: Identified): void;
  delete(object: Identified): void;
  /** An object changed or was deleted, whoever owns it; optional, as lists have none. */
  changed?(): void;
  /** All changes up to this version have been sent; `initialEventsEnd` ends the initial events of a WatchList. */
  bookmark(resourceVersion: string, initialEventsEnd: boolean): void;
  /** The server ends the watch with this error. */
  error(status: ApiStatus): void;
  /** Reports an object or event that could not be decoded and was skipped; reading continues after it. */
  bad(error: DecodeError): void;
}

/** Decoder of the responses for one resource. */
export interface Decoder {
  /** Form of the objects that it asks for: `full` from when the server turns out not to have another one. */
  readonly formName: 'full' | 'metadata' | 'table';
  /** Returns the encoding of a body of the given Content-Type. */
  encodingOf(contentType: string): 'protobuf' | 'json';
  /** Accept header of a LIST and of a WATCH. */
  readonly listAccept: string;
  readonly watchAccept: string;
  /** Accept header of a LIST in the plain form, whose metadata alone says whether the server selects by shard. */
  readonly plainAccept: string;
  /** Further query parameters that the form needs. */
  readonly query: Readonly<Record<string, string>>;
  /** Begins a body of the given Content-Type. */
  openList(contentType: string, receiver: Receiver): ListStream;
  openWatch(contentType: string, receiver: Receiver): WatchStream;
  /** Reads the Status of an answer that is no success; undefined where the body is none. */
  readStatus(contentType: string, body: Buffer): ApiStatus | undefined;
}
