import { expect, it } from 'vitest';
import { readFeatureGate } from './feature-gates.ts';

it.each(['1', 't', 'T', 'true', 'TRUE', 'True'])('reads %s as enabled', (text) => {
  expect(readFeatureGate({ KUBE_FEATURE_WatchListClient: text }, 'WatchListClient', false)).toEqual({ enabled: true });
});

it.each(['0', 'f', 'F', 'false', 'FALSE', 'False'])('reads %s as disabled', (text) => {
  expect(readFeatureGate({ KUBE_FEATURE_WatchListClient: text }, 'WatchListClient', true)).toEqual({ enabled: false });
});

it.each(['', ' ', 'no', 'tRUE', '2', ' true'])('ignores "%s", and says so', (text) => {
  const problem = `KUBE_FEATURE_WatchListClient is ignored: expected true or false, found "${text}"`;
  for (const byDefault of [true, false]) {
    const gate = readFeatureGate({ KUBE_FEATURE_WatchListClient: text }, 'WatchListClient', byDefault);
    expect(gate).toEqual({ enabled: byDefault, problem });
  }
});

it('keeps the default where the variable is not set, in any other case', () => {
  expect(readFeatureGate({ KUBE_FEATURE_watchlistclient: 'false' }, 'WatchListClient', true)).toEqual({
    enabled: true,
  });
});
