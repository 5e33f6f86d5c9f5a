import type { DecodeError } from '../../src/base/errors.ts';
import type { Ownership } from '../../src/model/ownership.ts';
import type { Receiver } from '../../src/model/stream.ts';

/** A receiver for tests that keeps what it is given, in order. */
export interface Recorder {
  readonly receiver: Receiver;
  readonly events: unknown[];
  readonly errors: DecodeError[];
}

export function openRecorder(ownership?: Ownership): Recorder {
  const events: unknown[] = [];
  const errors: DecodeError[] = [];
  const receiver: Receiver = {
    ownership,
    foreign: () => events.push(['foreign']),
    upsert: (object) => events.push(['upsert', object]),
    delete: (object) => events.push(['delete', object]),
    bookmark: (version, initialEventsEnd) => events.push(['bookmark', version, initialEventsEnd]),
    error: (status) => events.push(['error', status]),
    bad: (error) => errors.push(error),
  };
  return { receiver, events, errors };
}

/** Cuts bytes at the given places, which are taken modulo the length. */
export function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [...new Set(places.map((p) => p % (bytes.length + 1)))].sort((a, b) => a - b);
  const pieces: Buffer[] = [];
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    pieces.push(bytes.subarray(from, cut));
    from = cut;
  }
  return pieces;
}
