import { compileProtobufReader } from '../../src/decode/protobuf.ts';
import type { Identified } from '../../src/model/meta.ts';
import { compilePlan, type Plan } from '../../src/render/plan.ts';
import { resources } from '../../src/resources/index.ts';
import { generateCluster } from '../../src/simulator/generate/cluster.ts';
import type { RenderedRows } from '../../src/store/rendered.ts';

/** Pods of a simulated cluster in each stage of their way: what the benchmarks of hot modules run on. */

const cluster = generateCluster({ pods: 1_024, nodes: 50, namespaces: 20, seed: 1, nowMs: 1e12 });

/** Bare protobuf messages. */
export const pods: readonly Buffer[] = cluster.list(cluster.of('pods')).map((pod) => pod.toProtobuf());

export const plan: Plan = compilePlan(
  resources.find((r) => r.plural === 'pods')!,
  (family) => !family.optIn,
  { labels: undefined, annotations: undefined },
  (_, __, error) => {
    throw error;
  },
);

export const read = compileProtobufReader(plan.shape) as (bytes: Buffer, start: number, end: number) => Identified;

export const objects: readonly Identified[] = pods.map((bytes) => read(bytes, 0, bytes.length));

/** A copy: the renderer uses its buffers again. */
export function renderCopy(object: Identified): RenderedRows {
  const { bytes, head, start, ends, sampleEnds, hashes } = plan.render(object)!;
  return {
    bytes: Buffer.from(bytes),
    head,
    start,
    ends: ends.slice(),
    sampleEnds: sampleEnds.slice(),
    hashes: hashes.slice(),
  };
}
