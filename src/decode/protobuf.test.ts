import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GO_ZERO_TIME, mergeShapes, optIntText, optTime, type Shape, str, time } from '../model/schema.ts';
import { resources } from '../resources/index.ts';
import { generateCluster } from '../simulator/generate/cluster.ts';
import { compileProtobufReader } from './protobuf.ts';

const shape = { created: time(1), started: optTime(2), digits: optIntText(3) };

function read(...bytes: readonly number[]): unknown {
  return compileProtobufReader(shape, 'generated')(Buffer.from(bytes), 0, bytes.length);
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

const outcome = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
};

describe('the generated reader', () => {
  const { families } = resources.find((r) => r.plural === 'pods')!;
  const shape = mergeShapes(families.map((f) => f.reads));
  const fast = compileProtobufReader(shape, 'generated');
  const slow = compileProtobufReader(shape, 'interpreted');
  const cluster = generateCluster({ pods: 60, nodes: 5, namespaces: 3, seed: 3, nowMs: 1e12 });
  const pods = cluster.list(cluster.of('pods')).map((pod) => pod.toProtobuf());

  it('gives the objects that the interpreted one gives', () => {
    for (const pod of pods) expect(fast(pod, 0, pod.length)).toEqual(slow(pod, 0, pod.length));
  });

  it('takes broken bytes, and refuses them, as the interpreted one does', () => {
    const breakage = fc.tuple(fc.nat(59), fc.nat(10_000), fc.nat(255), fc.nat(10_000));
    fc.assert(
      fc.property(breakage, ([which, at, value, cut]) => {
        const pod = Buffer.from(pods[which]!);
        pod[at % pod.length] = value;
        const end = pod.length - (cut % 3 === 0 ? cut % pod.length : 0);
        expect(outcome(() => fast(pod, 0, end))).toEqual(outcome(() => slow(pod, 0, end)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes any name for a field', () => {
    const names = ['a b', '"', '__proto__', "'; throw 1; '", 'constructor'];
    const odd: Shape = Object.fromEntries(names.map((name, i) => [name, str(i + 1)]));
    const bytes = Buffer.concat(names.map((_, i) => Buffer.from([(i + 1) * 8 + 2, 1, 0x61 + i])));
    const read = compileProtobufReader(odd, 'generated')(bytes, 0, bytes.length);
    expect(Object.entries(read)).toEqual(names.map((name, i) => [name, String.fromCharCode(0x61 + i)]));
  });
});
