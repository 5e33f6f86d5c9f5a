import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';
import { readMapping } from './config-yaml.ts';
import { overrideGiven, readFileValues } from './file-values.ts';
import { flagList, flags } from './flags.ts';
import { compileReading } from './options.ts';

const known = {
  resources: ['pods', 'nodes'].map((plural) => ({ plural, byDefault: true, identityLabels: [] })),
};
const read = (yaml: string) => readFileValues(readMapping(yaml, 'x.yaml').entries, 'x.yaml', flagList);
const compile = (yaml: string) => compileReading({ given: read(yaml).given, problems: [] }, known);

describe('a configuration file', () => {
  it('sets options by the keys of kube-state-metrics, in its forms', () => {
    const options = compile(`
resources: { pods: {}, nodes: }
namespaces: [a, b]
metric_allowlist: { 'kube_pod_.{1,3}': {} }
labels_allow_list: { pods: [app, 'example.org/*'] }
port: 9090
object_limit: 10
enable_gzip_encoding: no
server_read_timeout: 90s
namespace: monitoring
use_api_server_cache: on
`);
    expect(options).toMatchObject({
      resources: ['nodes', 'pods'],
      namespaces: ['a', 'b'],
      metricAllowlist: [/kube_pod_.{1,3}/],
      labelsAllowlist: new Map([['pods', ['app', 'example.org/*']]]),
      port: 9090,
      objectLimit: 10,
      gzip: false,
      readTimeoutMs: 90_000,
      podNamespace: 'monitoring',
      useApiserverCache: true,
    });
  });

  it('names file, line and key with each value', () => {
    expect(read('\nport: 9090').given.get('port')).toEqual([{ origin: 'x.yaml:2: port', value: '9090' }]);
  });

  it('takes a key without a value as absent, and prefers the newer of two keys', () => {
    expect(read('port:').given.size).toBe(0);
    for (const yaml of [
      'custom_resource_config_file: old\ncustom_resource_state_config_file: new',
      'custom_resource_state_config_file: new\ncustom_resource_config_file: old',
    ]) {
      expect(compile(yaml).customResourceConfigFile).toBe('new');
    }
    expect(compile('custom_resource_config_file: old').customResourceConfigFile).toBe('old');
    expect(read('custom_resource_config_file: old').notices).toEqual([
      'x.yaml:1: custom_resource_config_file is deprecated; use custom_resource_state_config_file',
    ]);
  });

  it('reports every problem at once, each with file, line and key', () => {
    const yaml = [
      'port: high',
      'shard: 5',
      'host: [a]',
      'resources: [pods]',
      'namespaces: { a: {} }',
      'metric_denylist: { a: 1 }',
      'labels_allow_list: { foo: [a] }',
      'annotations_allow_list: { pods: ["a*b*"] }',
    ];
    const lines = [
      'x.yaml:4: resources: expected a mapping of names to {}, such as "NAME: {}", found a list',
      'x.yaml:5: namespaces: expected a list of names, found a mapping',
      'x.yaml:6: metric_denylist: expected a mapping of names to {}, such as "NAME: {}"',
      'x.yaml:8: annotations_allow_list: pods: expected one * per key, found "a*b*"',
      'x.yaml:3: host: expected text, found a list',
      'x.yaml:1: port: expected a whole number, found "high"',
      'x.yaml:7: labels_allow_list: unknown resource "foo"; expected one of pods, nodes',
      'x.yaml:2: shard: expected 0 to 0 (--total-shards is 1), found 5',
    ];
    expect(() => compile(yaml.join('\n'))).toThrow(expect.objectContaining({ message: lines.join('\n') }));
  });

  it('ignores keys that it does not know, and says so', () => {
    expect(read('telemetry_prot: 1\nzzz: 1\nconfig: y.yaml').notices).toEqual([
      'x.yaml:1: ignoring the unknown key telemetry_prot; did you mean telemetry_port?',
      'x.yaml:2: ignoring the unknown key zzz',
      'x.yaml:3: ignoring the unknown key config',
    ]);
  });

  it('overrides the command line, flag by flag', () => {
    const args = readArguments(['--port=1', '--host=h', '--namespaces=a'], flags);
    const file = read('port: 2\nnamespaces: [b]');
    const options = compileReading({ given: overrideGiven(args.given, file.given), problems: [] }, known);
    expect(options).toMatchObject({ port: 2, host: 'h', namespaces: ['b'] });
  });
});
