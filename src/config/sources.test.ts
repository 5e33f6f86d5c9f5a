import { describe, expect, it } from 'vitest';
import type { Files } from '../base/files.ts';
import { OptionSources } from './sources.ts';

const known = {
  resources: ['pods', 'nodes'].map((plural) => ({ plural, byDefault: true, identityLabels: [] })),
};

/** Files by name. */
function filesOf(texts: Readonly<Record<string, string>>): Files {
  const statNow: Files['statNow'] = (path) =>
    texts[path] === undefined ? undefined : { kind: 'file', sizeBytes: texts[path].length, version: '1' };
  const readNow: Files['readNow'] = (path) => Buffer.from(texts[path]!);
  return {
    exists: (path) => path in texts,
    readNow,
    read: async (p) => readNow(p),
    statNow,
    stat: async (p) => statNow(p),
    listNow: () => [],
  };
}

const load = (argv: readonly string[], texts: Readonly<Record<string, string>> = {}) =>
  new OptionSources(argv, known, filesOf(texts)).load();

describe('OptionSources', () => {
  it('puts the file over the arguments', () => {
    const { options, files, places } = load(['--config=c', '--port=1', '--host=h'], { c: 'port: 2\n' });
    expect(options).toMatchObject({ port: 2, host: 'h' });
    expect(files.map(({ place, text }) => [place.type, text])).toEqual([['config', 'port: 2\n']]);
    expect(places.map(({ filename }) => filename)).toEqual(['c']);
  });

  it('follows a file that does not exist yet only where that is permitted', () => {
    const { options, files, places } = load(['--config=c', '--continue-without-config', '--port=1']);
    expect(options.port).toBe(1);
    expect([files.length, places.length]).toEqual([0, 1]);
    expect(() => load(['--config=c'])).toThrow('--config c: no such file');
  });

  it('follows the custom resource file that the configuration file names', () => {
    const texts = { c: 'custom_resource_state_config_file: d\n', d: 'spec: {}\n' };
    expect(load(['--config=c'], texts).places.map(({ type, filename }) => [type, filename])).toEqual([
      ['config', 'c'],
      ['customresourceconfig', 'd'],
    ]);
  });

  it('reads the custom resources of the flag, else of the file', () => {
    const file = ['--custom-resource-state-config-file=d'];
    const texts = { d: 'spec: {}\n' };
    expect(load([]).customResources).toBeUndefined();
    expect(load(file, texts).customResources).toMatchObject({ where: 'd', text: texts.d, place: { filename: 'd' } });
    const inline = load([...file, '--custom-resource-state-config=kind: x'], texts).customResources;
    expect(inline).toEqual({ where: '--custom-resource-state-config', text: 'kind: x', place: undefined });
  });

  it.each([
    ['config', { c: 'port: [' }, 'c:1: '],
    ['config', { c: 'port: high' }, 'c:1: port: expected a whole number, found "high"'],
    ['config', { c: 'custom_resource_state_config_file: d' }, '--custom-resource-state-config-file d: no such file'],
  ])('blames the %s file for %j', (type, texts, problem) => {
    const fault = expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(problem) });
    expect(() => load(['--config=c'], texts)).toThrow(fault);
    const blamed = problem.startsWith('--custom') ? 'customresourceconfig' : type;
    expect(() => load(['--config=c'], texts)).toThrow(
      expect.objectContaining({ place: expect.objectContaining({ type: blamed }) }),
    );
  });

  it('reports unknown keys as notices', () => {
    const { options } = load(['--config=c'], { c: 'telemetry_prot: 1\n' });
    expect(options.notices).toEqual(['c:1: ignoring the unknown key telemetry_prot; did you mean telemetry_port?']);
  });
});
