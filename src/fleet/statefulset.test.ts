import { describe, expect, it } from 'vitest';
import { assign, type StatefulSet, standingOf } from './statefulset.ts';

const set = (replicas: number | undefined, status: StatefulSet['status'], generation = 2): StatefulSet => ({
  metadata: { generation },
  spec: { replicas },
  ...(status && { status }),
});

describe('standingOf', () => {
  it.each<readonly [string, StatefulSet, boolean]>([
    ['all are ready', set(3, { observedGeneration: 2, replicas: 3, readyReplicas: 3 }), true],
    ['more are ready', set(3, { observedGeneration: 2, replicas: 4, readyReplicas: 4 }), true],
    ['one is missing', set(3, { observedGeneration: 2, replicas: 3, readyReplicas: 2 }), false],
    ['none is ready', set(3, { observedGeneration: 2, replicas: 3 }), false],
    ['the status is of an older generation', set(2, { observedGeneration: 1, replicas: 3, readyReplicas: 3 }), false],
    ['replicas has its default', set(undefined, { observedGeneration: 2, replicas: 1, readyReplicas: 1 }), true],
    ['no controller writes the status', set(3, { replicas: 0 }), true],
    ['there is no status', set(3, undefined), true],
    ['there is nothing', {}, true],
  ])('where %s', (_, object, ready) => {
    expect(standingOf('ksm', 'ksm-0', object)).toMatchObject({ ready, assignment: { shard: 0 } });
  });

  it('knows pods that the set does not include', () => {
    expect(standingOf('ksm', 'ksm-3', set(3, undefined)).assignment).toBeUndefined();
    expect(standingOf('ksm', 'other-0', set(3, undefined)).assignment).toBeUndefined();
    expect(assign('ksm', 'ksm-1', { replicas: 2, ordinals: { start: 2 } })).toBeUndefined();
    expect(assign('ksm', 'ksm-3', { replicas: 2, ordinals: { start: 2 } })).toEqual({ shard: 1, total: 2 });
  });
});
