import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** The release that this is, as in package.json. */
export const release: string = version;

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
export function versionText(): string {
  return [
    `kube-state-metrics, version ${release} (kube-state-metrics-ts; metrics of kube-state-metrics v2.20)`,
    `  runtime:   node ${process.versions.node}`,
    `  platform:  ${process.platform}/${process.arch}`,
    '',
  ].join('\n');
}
