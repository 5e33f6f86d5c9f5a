import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiObject } from './objects.ts';
import { compileFieldSelector, compileLabelSelector, compileShardSelector } from './selectors.ts';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', namespace: 'n', uid: 'u', resourceVersion: '1', labels: { app: 'web', tier: 'front' } },
  spec: { nodeName: 'n1' },
} as ApiObject;

describe('selectors', () => {
  it.each([
    ['', true],
    ['metadata.name=a', true],
    ['metadata.name==b', false],
    ['metadata.namespace!=n', false],
    ['spec.nodeName=n1,metadata.name=a', true],
    ['spec.nodeName=', false],
    ['status.phase=', true],
  ])('fields %s: %s', (text, selected) => expect(compileFieldSelector('pods', text)(pod)).toBe(selected));

  it('refuses fields that a kind cannot be selected by', () => {
    expect(() => compileFieldSelector('nodes', 'spec.nodeName=x')).toThrow('field label not supported: spec.nodeName');
  });

  it.each([
    ['app=web', true],
    ['app!=web', false],
    ['other!=x', true],
    ['app in (api, web),tier', true],
    ['app notin (web)', false],
    ['!app', false],
    ['!other', true],
  ])('labels %s: %s', (text, selected) => expect(compileLabelSelector(text)(pod)).toBe(selected));

  it('gives every object to exactly one of equal ranges', () => {
    const edge = (i: number, n: number): string => ((2n ** 64n * BigInt(i)) / BigInt(n)).toString(16).padStart(16, '0');
    fc.assert(
      fc.property(fc.uuid(), fc.constantFrom(1, 2, 4, 8), (uid, n) => {
        const object = { ...pod, metadata: { ...pod.metadata, uid } };
        const ranges = Array.from(
          { length: n },
          (_, i) => `shardRange(object.metadata.uid, '0x${edge(i, n)}', '0x${edge(i + 1, n)}')`,
        );
        expect(ranges.filter((r) => compileShardSelector(r)(object))).toHaveLength(1);
      }),
    );
  });

  it.each([
    "shardRange(object.metadata.uid, '0x0', '0x4')",
    "shardRange(object.metadata.name, '0x0000000000000000', '0x4000000000000000')",
    'x',
  ])('refuses %s', (text) => expect(() => compileShardSelector(text)).toThrow('invalid shardSelector'));
});
