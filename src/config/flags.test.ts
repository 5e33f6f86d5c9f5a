import { describe, expect, it } from 'vitest';
import { describeFlag } from './flag.ts';
import { flagList, flags } from './flags.ts';
import { checkValues } from './given.ts';

const repeated = (names: readonly string[]): string[] => names.filter((name, i) => names.indexOf(name) !== i);

describe('the flag table', () => {
  it('has each name and each file key once', () => {
    expect(repeated(flagList.flatMap((flag) => [flag.name, ...(flag.aliases ?? [])]))).toEqual([]);
    expect(repeated(flagList.flatMap((flag) => (flag.short ? [flag.short] : [])))).toEqual([]);
    expect(repeated(flagList.flatMap((flag) => flag.fileKeys))).toEqual([]);
  });

  it('has defaults that its types accept', () => {
    const { values, problems } = checkValues(flags, new Map());
    expect(problems).toEqual([]);
    expect(Object.values(values)).not.toContain(undefined);
  });

  it('has the keys of kube-state-metrics for the configuration file', () => {
    expect(
      flagList
        .filter((flag) => !flag.ours && flag.fileKeys.join() !== flag.name.replaceAll('-', '_'))
        .map((f) => [f.name, f.fileKeys]),
    ).toMatchObject(
      expect.arrayContaining([
        ['use-apiserver-cache', ['use_api_server_cache']],
        ['metric-labels-allowlist', ['labels_allow_list']],
        ['metric-annotations-allowlist', ['annotations_allow_list']],
        ['custom-resource-state-config', ['custom_resource_config']],
        ['custom-resource-state-config-file', ['custom_resource_state_config_file', 'custom_resource_config_file']],
        ['custom-resource-state-only', ['custom_resources_only']],
        ['pod-namespace', ['namespace']],
        ['auto-gomemlimit', ['auto-gomemlimit']],
        ['auto-gomemlimit-ratio', ['auto-gomemlimit-ratio']],
        ['config', []],
      ]),
    );
  });

  it('touches nothing with a flag that has no effect', () => {
    for (const flag of flagList.filter((f) => f.ignored)) expect(flag).toMatchObject({ applies: 'none' });
    expect(flagList.filter((f) => f.ignored).map((f) => f.name)).toContain('log_dir');
  });

  it('explains the choices of an enumeration in its description', () => {
    expect(describeFlag(flags.shardingAlgorithm)).toMatch(/: jump \(.+\), md5 \(.+\), range \(.+\)$/);
    expect(describeFlag(flags.metricProfile)).toMatch(/: minimal, alerts \(.+\), full$/);
  });
});
