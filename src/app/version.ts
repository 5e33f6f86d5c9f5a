import type { FastPaths } from '../base/fast-paths.ts';
import { release } from '../system/release.ts';
import type { ChosenPaths } from './fast-paths.ts';

/** User agent of requests to the API server. */
export const userAgent = `kube-state-metrics-ts/${release} (${process.platform}/${process.arch}) node/${process.versions.node}`;

/** Labels of the build information, those of kube-state-metrics. */
export const buildInfo: Readonly<Record<string, string>> = {
  branch: '',
  goarch: process.arch === 'x64' ? 'amd64' : process.arch,
  goos: process.platform,
  goversion: `node ${process.versions.node}`,
  revision: 'unknown',
  tags: 'unknown',
  version: release,
};

/** Builds the output of `version`. */
export function versionText({ paths, reasons }: ChosenPaths): string {
  const names = Object.keys(paths) as (keyof FastPaths)[];
  return [
    `kube-state-metrics, version ${release} (kube-state-metrics-ts; metrics of kube-state-metrics v2.20)`,
    `  runtime:   node ${process.versions.node}`,
    `  platform:  ${process.platform}/${process.arch}`,
    ...names.map((name) => {
      const reason = reasons.get(name);
      return `  ${`${name}:`.padEnd(10)} ${paths[name]}${reason === undefined ? '' : ` (${reason})`}`;
    }),
    '',
  ].join('\n');
}
