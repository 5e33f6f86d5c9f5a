import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { has, root } from './support/process.ts';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly subjects?: readonly { readonly name: string; readonly namespace: string }[];
  readonly spec?: { readonly template?: { readonly spec: { readonly containers: readonly { image: string }[] } } };
}

function render(side: string): readonly Manifest[] {
  const text = execFileSync('kubectl', ['kustomize', path.join(root, 'test/kind', side)], { encoding: 'utf8' });
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

/** The two sides that a job compares in a real cluster; it needs docker, so here they are only rendered. */
describe.skipIf(!has('kubectl'))('test/kind', () => {
  it.each([
    ['ours', 'localhost/kube-state-metrics-ts:kind'],
    ['peer', 'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.20.0'],
  ])('%s can run beside the other, with its own image', (side, image) => {
    const manifests = render(side);
    const [deployment] = manifests.filter(({ kind }) => kind === 'Deployment');
    expect(deployment!.spec!.template!.spec.containers.map((container) => container.image)).toEqual([image]);
    for (const { metadata } of manifests) expect(metadata.name).toMatch(new RegExp(`^${side}-`));
    const [subject] = manifests.find(({ kind }) => kind === 'ClusterRoleBinding')!.subjects!;
    expect(subject).toMatchObject({ name: `${side}-kube-state-metrics`, namespace: `ksm-${side}` });
  });

  it('differ in names and the image only', () => {
    const plain = (side: string): unknown =>
      JSON.parse(
        JSON.stringify(render(side))
          .replaceAll(side, 'side')
          .replace(/"image":"[^"]*"/, '"image":""'),
      );
    expect(plain('ours')).toEqual(plain('peer'));
  });
});
