import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { allowlistOf, argumentsText, fileText, flagsText, settingsOf } from './flags.ts';
import { NOTHING } from './what-if.ts';

const families = ['kube_pod_info', 'kube_pod_ips', 'other'].map((name) => ({ name }));
const leftOut = {
  families: new Set(['other', 'kube_pod_ips']),
  namespaces: new Set(['team-b', '0e1', 'team-a']),
  labels: new Set(['pods/uid', 'pods/node', 'nodes/role']),
  profile: 'minimal' as const,
};

describe('settingsOf', () => {
  const settings = settingsOf(leftOut, families, 4);

  it('writes exact flags; a family that the profile does not have needs no pattern', () => {
    expect(flagsText(settings).split('\n')).toEqual([
      '--metric-profile=minimal',
      "'--metric-denylist=^other$'",
      '--namespaces-denylist=0e1,team-a,team-b',
      "'--metric-drop-labels=nodes=[role],pods=[node,uid]'",
      '--scrape-parts=4',
    ]);
  });

  it('writes arguments of a container', () => {
    expect(parse(argumentsText(settings))).toContain('--metric-drop-labels=nodes=[role],pods=[node,uid]');
  });

  it('writes the configuration file', () => {
    expect(parse(fileText(settings))).toEqual({
      metric_profile: 'minimal',
      metric_denylist: { '^other$': {} },
      namespaces_denylist: ['0e1', 'team-a', 'team-b'],
      metric_drop_labels: { nodes: ['role'], pods: ['node', 'uid'] },
      scrape_parts: 4,
    });
  });

  it('has none where nothing is left out', () => {
    expect(settingsOf(NOTHING, families, 1)).toEqual([]);
  });
});

it('allowlistOf matches whole names', () => {
  expect(allowlistOf(['a', 'b']).value).toBe('^a$,^b$');
});
