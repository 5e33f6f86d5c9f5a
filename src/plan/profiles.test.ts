import { expect, it } from 'vitest';
import { resources } from '../resources/index.ts';
import { profiles } from './profiles.ts';

it('names existing families, and alerts includes all of minimal', () => {
  const known = new Set(resources.flatMap((r) => r.families.map((f) => f.name)));
  for (const name of profiles.alerts!) expect(known).toContain(name);
  for (const name of profiles.minimal!) expect(profiles.alerts).toContain(name);
});
