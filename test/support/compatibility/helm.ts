import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { has, root } from '../process.ts';
import type { Case } from './case.ts';
import { extractCases } from './extract.ts';

/** Folder with the charts of prometheus-community, unpacked: `KSM_HELM_CHARTS`. */
const charts = process.env.KSM_HELM_CHARTS ?? '';

/** Whether this machine can render the community chart. */
export const canRender = has('helm') && existsSync(path.join(charts, 'kube-state-metrics/Chart.yaml'));

/** Values files of deploy/helm by the case that they make; later files override earlier ones. */
export const renderings: Readonly<Record<string, readonly string[]>> = {
  'helm-kube-state-metrics': ['kube-state-metrics.yaml'],
  'helm-autosharding': ['kube-state-metrics.yaml', 'autosharding.yaml'],
  'helm-lease-sharding': ['kube-state-metrics.yaml', 'lease-sharding.yaml'],
};

/** Renders the community chart with values files of deploy/helm. Throws with the words of helm. */
export function renderChart(files: readonly string[], source: string): Case {
  const values = files.flatMap((file) => ['-f', path.join(root, 'deploy/helm', file)]);
  const text = execFileSync(
    'helm',
    ['template', 'ksm', path.join(charts, 'kube-state-metrics'), '-n', 'monitoring', ...values],
    { encoding: 'utf8' },
  );
  const documents = parseAllDocuments(text).map((document) => document.toJS());
  return extractCases(documents, source)[0]!;
}
