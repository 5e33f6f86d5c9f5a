import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const dockerfile = read('Dockerfile');

describe('Dockerfile', () => {
  it('has the Node that the checkout runs on, and the version of the package', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    const { version: node } = JSON.parse(read('tools/node/package.json')) as { version: string };
    expect(dockerfile).toContain(`ARG NODE_VERSION=${node}\n`);
    expect(dockerfile).toContain(`ARG VERSION=${version}\n`);
  });

  it('has the entrypoint, ports and user that charts rely on', () => {
    expect(dockerfile).toContain('ENTRYPOINT ["/kube-state-metrics", "--port=8080", "--telemetry-port=8081"]\n');
    expect(dockerfile).toContain('EXPOSE 8080 8081\n');
    expect(dockerfile).toContain('USER 65534:65534\n');
  });

  it('has the environment that the test of the root file system runs with', () => {
    const variables = [...dockerfile.matchAll(/([A-Z_]+)=([^\s"]+)(?= \\\n {4}[A-Z]|\nUSER)/g)].map(([text]) => text);
    expect(variables).toHaveLength(3);
    for (const variable of variables) expect(read('tools/image/smoke')).toContain(variable);
  });
});
