import { bench, describe } from 'vitest';
import { compileJsonReader } from '../../src/decode/json.ts';
import { plan, pods, read } from './pods.ts';

const [pod] = pods;
const json = pods.map(() => Buffer.from(JSON.stringify({ metadata: { name: 'x' } })));
const readJson = compileJsonReader(plan.shape);

describe('decode', () => {
  let i = 0;
  bench(`a pod of ${pod!.length} bytes, protobuf`, () => {
    const bytes = pods[i++ % pods.length]!;
    read(bytes, 0, bytes.length);
  });
  bench('an object of 23 bytes, JSON', () => {
    const bytes = json[i++ % json.length]!;
    readJson(bytes, 0, bytes.length);
  });
});
