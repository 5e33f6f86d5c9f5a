import { expect, it } from 'vitest';
import { VersionEpochs } from './version-epochs.ts';

const resumed = { watch: '1', resourceVersion: '7' };

it('lets what was listed resume in the cluster that it was listed from only', () => {
  const epochs = new VersionEpochs();
  expect(epochs.permits('/pods', { limit: '500' }, 0)).toBe(true);
  expect(epochs.permits('/pods', { limit: '500', continue: 'x' }, 0)).toBe(true);
  expect(epochs.permits('/pods', resumed, 0)).toBe(true);
  expect(epochs.permits('/pods', resumed, 1)).toBe(false);
  expect(epochs.permits('/pods', { limit: '500', continue: 'x' }, 1)).toBe(false);
  expect(epochs.permits('/pods', { sendInitialEvents: 'true', resourceVersion: '7' }, 1)).toBe(true);
  expect(epochs.permits('/pods', resumed, 1)).toBe(true);
});

it('tells lists with other selectors apart, and knows nothing of what was not listed', () => {
  const epochs = new VersionEpochs();
  expect(epochs.permits('/pods', { resourceVersion: '0', fieldSelector: 'a' }, 0)).toBe(true);
  expect(epochs.permits('/pods', { ...resumed, fieldSelector: 'a' }, 1)).toBe(false);
  expect(epochs.permits('/pods', { ...resumed, fieldSelector: 'b' }, 1)).toBe(true);
});
