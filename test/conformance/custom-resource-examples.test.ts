import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkConfig } from '../../src/commands/check-config.ts';
import type { Program } from '../../src/commands/command.ts';
import { crs } from '../../src/commands/crs.ts';
import { parseCustomResources } from '../../src/customresources/config.ts';
import { type Example, examples, objectsOf, pluralOf } from '../support/custom-resource-examples.ts';

/** The configurations of `deploy/custom-resources`, over objects as their APIs have them. */

interface Role {
  readonly rules: readonly { readonly apiGroups: string[]; readonly resources: string[]; readonly verbs: string[] }[];
}

/** The program as far as these commands use it. */
function printing(print: (text: string) => void): Program {
  return { print } as Program;
}

async function exposition({ config, objects }: Example): Promise<{ code: number; lines: readonly string[] }> {
  let text = '';
  const code = await crs.run(
    ['preview', '-f', config, '-o', objects],
    printing((more) => (text += more)),
  );
  return { code, lines: text.split('\n').filter((line) => !/^# (?!HELP|TYPE)/.test(line)) };
}

describe.each(examples.map((example) => [example.name, example] as const))('%s', (_, example) => {
  it('is accepted without a warning', async () => {
    let text = '';
    expect(
      await checkConfig.run(
        [example.config],
        printing((more) => (text += more)),
      ),
    ).toBe(0);
    expect(text).toBe(`${example.config}: ok\n`);
  });

  it('names the schema, for editors', () => {
    expect(readFileSync(example.config, 'utf8').split('\n')[0]).toBe('# yaml-language-server: $schema=../schema.json');
  });

  it('gives the exposition that is expected', async () => {
    const { code, lines } = await exposition(example);
    expect(code).toBe(0);
    expect(lines.join('\n')).toBe(example.expected);
  });

  it('has samples of each metric and objects of each entry', async () => {
    const { lines } = await exposition(example);
    const families = lines.filter((line) => line.startsWith('# TYPE ')).map((line) => line.split(' ')[2]!);
    expect(families.filter((name) => !lines.some((line) => line.startsWith(`${name}{`)))).toEqual([]);
    const { entries } = parseCustomResources(readFileSync(example.config, 'utf8'), 'c');
    const unused = entries.filter(
      ({ pattern: { group, version, kind } }) =>
        !objectsOf(example).some(
          (object) => object.apiVersion === `${group}/${version}` && (kind === '*' || kind === object.kind),
        ),
    );
    expect(unused.map(({ pattern }) => pattern)).toEqual([]);
  });

  it('has a role for definitions and all objects, and no more', () => {
    const { rules } = parse(readFileSync(example.rbac, 'utf8')) as Role;
    const permits = (group: string, plural: string): boolean =>
      rules.some(
        ({ apiGroups, resources }) =>
          apiGroups.includes(group) && (resources.includes(plural) || resources.includes('*')),
      );
    expect(permits('apiextensions.k8s.io', 'customresourcedefinitions')).toBe(true);
    for (const { apiVersion, kind } of objectsOf(example)) {
      expect(permits(apiVersion.split('/')[0]!, pluralOf(kind)), kind).toBe(true);
    }
    const groups = new Set([
      'apiextensions.k8s.io',
      ...objectsOf(example).map(({ apiVersion }) => apiVersion.split('/')[0]!),
    ]);
    for (const { apiGroups, verbs } of rules) {
      expect(verbs).toEqual(['list', 'watch']);
      for (const group of apiGroups) expect([...groups]).toContain(group);
    }
  });
});
