import type { Resource } from '../../src/model/resource.ts';

/** The Deployment beside a DaemonSet that shows pods: it shows everything else. */
export const OTHER = 'deploy/daemonset-sharding/other.yaml';

const START = '# Every default resource but pods.\n';
const END = '            # API servers that can';
const INDENT = '              ';
const WIDTH = 120;

/** Replaces the list of resources in the manifest: those that are on by default, but pods. */
export function otherManifest(text: string, resources: readonly Resource[]): string {
  const start = text.indexOf(START) + START.length;
  const end = text.indexOf(END);
  if (start < START.length || end < start)
    throw new Error(`${OTHER}: expected the comments around the list of resources`);
  const names = resources.filter((r) => r.byDefault && r.plural !== 'pods').map((r) => r.plural);
  const lines = [`${INDENT}`];
  names.forEach((name, i) => {
    const item = i === names.length - 1 ? `${name}"` : `${name},`;
    // The backslash that joins lines takes a column as well.
    if (lines.at(-1)!.length + item.length >= WIDTH - 1) lines.push(INDENT);
    lines[lines.length - 1] += item;
  });
  return `${text.slice(0, start)}            - "--resources=\\\n${lines.join('\\\n')}\n${text.slice(end)}`;
}
