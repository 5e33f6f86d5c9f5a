import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkConfig } from './check-config.ts';
import type { Program } from './command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ksm-check-'));
let written = 0;
function write(text: string): string {
  const file = path.join(folder, `${written++}.yaml`);
  writeFileSync(file, text);
  return file;
}

async function check(...argv: string[]): Promise<{ code: number; printed: string }> {
  let printed = '';
  const program = { print: (text: string) => void (printed += text) } as Program;
  const code = await checkConfig.run(argv, program);
  return { code, printed: printed.replaceAll(`${folder}/`, '') };
}

describe('check-config', () => {
  it('says ok of good files, of options and of custom resources', async () => {
    const files = [write('port: 9090\n'), write('kind: CustomResourceStateMetrics\nspec: {}\n'), write('')];
    const { code, printed } = await check(...files);
    expect(code).toBe(0);
    expect(printed).toMatch(/^(\d+\.yaml: ok\n){3}$/);
  });

  it('prints each problem with file and line, and checks all files', async () => {
    const files = [write('port: high\nprot: 1\n'), write('resources: [pods]\n'), write('port: 1\n')];
    const { code, printed } = await check(...files, path.join(folder, 'none.yaml'));
    expect(code).toBe(1);
    expect(printed.split('\n')).toEqual([
      expect.stringMatching(/^\d+\.yaml:1: port: expected a whole number, found "high"$/),
      expect.stringMatching(/^\d+\.yaml:1: resources: expected a mapping/),
      expect.stringMatching(/^\d+\.yaml: ok$/),
      'none.yaml: no such file',
      '',
    ]);
  });

  it('checks web configurations with the files that they name', async () => {
    expect(await check(write('http_server_config: {headers: {X-Frame-Options: deny}}\n'))).toMatchObject({ code: 0 });
    const { code, printed } = await check(write('tls_server_config: {cert_file: none.crt, key_file: none.key}\n'));
    expect(code).toBe(1);
    expect(printed).toContain('none.crt: no such file');
  });

  it('checks each metric of custom resources', async () => {
    const metric = (name: string, type: string) => `{name: ${name}, each: {type: ${type}, gauge: {path: [a]}}}`;
    const entry = `{groupVersionKind: {group: a.b, version: "*", kind: "*"}, metrics: [${metric('m', 'Gauge')}, ${metric('n', 'Counter')}, ${metric('"1 2"', 'Gauge')}]}`;
    const { code, printed } = await check(write(`kind: CustomResourceStateMetrics\nspec: {resources: [${entry}]}\n`));
    expect(code).toBe(1);
    expect(printed).toContain('spec.resources[0].metrics[1] (n): each.type: expected Gauge, Info or StateSet');
    expect(printed).toContain('"kube_customresource_1 2" is not a valid metric name');
  });

  it('refuses unknown keys, which a running process only reports', async () => {
    expect(await check(write('telemetry_prot: 1\n'))).toMatchObject({
      code: 1,
      printed: expect.stringContaining(':1: ignoring the unknown key telemetry_prot; did you mean telemetry_port?'),
    });
  });

  it('prints what would run, and what a reload would touch', async () => {
    const [before, after] = [write('resources: {leases: {}}\n'), write('resources: {secrets: {}}\n')];
    expect((await check('--plan', after)).printed).toContain('\n  watch /api/v1/secrets\n');
    const { printed } = await check('--against', before, after);
    expect(printed).toMatch(/^- coordination\.k8s\.io\/v1\/leases: 2 metrics$/m);
    expect((await check(`--against=${before}`, before)).printed).toContain('no change\n');
  });

  it.each([
    [[], 'check-config: expected at least one file'],
    [['--against=a', 'b', 'c'], 'check-config: expected one file with --against'],
    [['--agianst=a', 'b'], 'unknown flag --agianst: did you mean --against?'],
  ])('refuses the arguments %j', async (argv, message) => {
    await expect(check(...argv)).rejects.toThrow(message);
  });
});
