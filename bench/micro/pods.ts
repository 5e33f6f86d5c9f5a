import { compileProtobufReader } from '../../src/decode/protobuf.ts';
import type { Identified } from '../../src/model/meta.ts';
import type { RenderedObject } from '../../src/model/rendered-object.ts';
import { compileRenderer, type Renderer } from '../../src/render/renderer.ts';
import { resources } from '../../src/resources/index.ts';
import { generateCluster } from '../../src/simulator/generate/cluster.ts';

/** Pods of a simulated cluster in each stage of their way: what the benchmarks of hot modules run on. */

const cluster = generateCluster({ pods: 1_024, nodes: 50, namespaces: 20, seed: 1, nowMs: 1e12 });

/** Bare protobuf messages. */
export const pods: readonly Buffer[] = cluster.list(cluster.of('pods')).map((pod) => pod.toProtobuf());

export const plan: Renderer = compileRenderer(
  resources.find((r) => r.plural === 'pods')!,
  (family) => !family.optIn,
  { labels: undefined, annotations: undefined },
  (_, __, error) => {
    throw error;
  },
);

export const read = compileProtobufReader(plan.shape, 'generated') as (
  bytes: Buffer,
  start: number,
  end: number,
) => Identified;

export const objects: readonly Identified[] = pods.map((bytes) => read(bytes, 0, bytes.length));

/** A copy: the renderer uses its buffers again. */
export function renderCopy(object: Identified): RenderedObject {
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
