import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readCases } from '../support/compatibility/case.ts';
import { canRender, renderChart, renderings } from '../support/compatibility/helm.ts';
import { has, root } from '../support/process.ts';

/** The values in deploy/helm and the addition in deploy/jsonnet. `compatibility.test.ts` runs the program with what they render. */

const deploy = path.join(root, 'deploy');
const read = (file: string) => parse(readFileSync(path.join(deploy, file), 'utf8'));
const { images } = read('kustomize/common/kustomization.yaml') as {
  images: readonly [{ readonly newName: string; readonly newTag: string }];
};
const image = `${images[0].newName}:${images[0].newTag}`;
const imageOf = (values: { image: { registry: string; repository: string; tag: string } }): string =>
  `${values.image.registry}/${values.image.repository}:${values.image.tag}`;

describe('values for Helm', () => {
  it('name the image of the manifests', () => {
    expect(imageOf(read('helm/kube-state-metrics.yaml'))).toBe(image);
    expect(imageOf(read('helm/kube-prometheus-stack.yaml')['kube-state-metrics'])).toBe(image);
  });

  it.skipIf(!canRender).each(Object.entries(renderings))(
    '%s: render what the tests run (skipped where there is no helm, or KSM_HELM_CHARTS has no charts)',
    (name, files) => {
      const known = readCases().get(name)!;
      expect(renderChart(files, known.source)).toEqual(known);
    },
  );
});

it.skipIf(!has('jsonnet'))(
  'the addition for kube-prometheus has that image (skipped where there is no jsonnet)',
  () => {
    const call = "(import 'jsonnet/kube-state-metrics-ts.libsonnet').values.kubeStateMetrics";
    const text = execFileSync('jsonnet', ['-J', deploy, '-e', call], { encoding: 'utf8' });
    expect(JSON.parse(text)).toMatchObject({ image, resources: { limits: { memory: '1Gi' } } });
  },
);
