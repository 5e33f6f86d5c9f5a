import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeShapes, type Shape, str } from '../model/schema.ts';
import { resources } from '../resources/index.ts';
import { generateCluster } from '../simulator/generate/cluster.ts';
import { compileProtobufReader } from './protobuf.ts';

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
  const fast = compileProtobufReader(shape);
  const slow = compileProtobufReader(shape, false);
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
    const read = compileProtobufReader(odd)(bytes, 0, bytes.length);
    expect(Object.entries(read)).toEqual(names.map((name, i) => [name, String.fromCharCode(0x61 + i)]));
  });
});
