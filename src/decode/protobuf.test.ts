import { describe, expect, it } from 'vitest';
import { GO_ZERO_TIME, optIntText, optTime, time } from '../model/schema.ts';
import { compileProtobufReader } from './protobuf.ts';

const shape = { created: time(1), started: optTime(2), digits: optIntText(3) };

function read(...bytes: readonly number[]): unknown {
  return compileProtobufReader(shape)(Buffer.from(bytes), 0, bytes.length);
}

/** 2^64 - 62135596800, as a varint. */
const ZERO_SECONDS = [0x80, 0x92, 0xb8, 0xc3, 0x98, 0xfe, 0xff, 0xff, 0xff, 0x01];

describe('compileProtobufReader', () => {
  it('gives an absent time as undefined', () => {
    expect(read()).toEqual({ created: undefined, started: undefined, digits: undefined });
  });

  it.each([
    ['an empty message', [0]],
    ['its seconds', [11, 0x08, ...ZERO_SECONDS]],
  ])("takes Go's zero time, as %s, for unset unless it is behind a pointer", (_, bytes) => {
    expect(read(0x0a, ...bytes, 0x12, ...bytes)).toMatchObject({ created: undefined, started: GO_ZERO_TIME });
  });

  it('keeps the digits of an integer beyond 2^53', () => {
    expect(read(0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)).toMatchObject({
      digits: '9223372036854775807',
    });
  });
});
