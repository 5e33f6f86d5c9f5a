import { expect, it } from 'vitest';
import { environmentFlags } from './environment.ts';
import { compileOptions } from './options.ts';

const portable = (env: Record<string, string>, ...argv: string[]): boolean =>
  compileOptions([...environmentFlags(env), ...argv], { resources: [] }).portable;

it('sets --portable by KSM_PORTABLE, unless the command line says something else', () => {
  expect(portable({})).toBe(false);
  expect(portable({ KSM_PORTABLE: '' })).toBe(false);
  expect(portable({ KSM_PORTABLE: '0' })).toBe(false);
  expect(portable({ KSM_PORTABLE: '1' })).toBe(true);
  expect(portable({ KSM_PORTABLE: '1' }, '--portable=false')).toBe(false);
  expect(() => portable({ KSM_PORTABLE: 'perhaps' })).toThrow('--portable: expected true or false, found "perhaps"');
});
