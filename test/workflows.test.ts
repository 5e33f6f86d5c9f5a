import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const folder = new URL('../.github/workflows/', import.meta.url);

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: object; readonly steps: readonly { uses?: string }[] }>
  >;
}

describe.each(readdirSync(folder))('%s', (name) => {
  const workflow = parse(readFileSync(new URL(name, folder), 'utf8')) as Workflow;

  it('pins actions by digest', () => {
    const used = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
    expect(used.filter((action) => !/^[\w/-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });

  it('may do no more than it needs', () => {
    // Without it, the token may do what the repository says, which is often all.
    expect(Object.entries(workflow.permissions ?? { all: 'write' }).filter(([, access]) => access !== 'read')).toEqual(
      [],
    );
  });
});
