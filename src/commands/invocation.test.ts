import { expect, it } from 'vitest';
import { invocationOf } from './invocation.ts';

const exists = (file: string): boolean => file === '/code/bin/kube-state-metrics';

it.each([
  ['npm start', { npm_command: 'run-script' }, '/code/src/main.ts', '/code', './bin/kube-state-metrics'],
  ['the script of a checkout', {}, '/code/dist/kube-state-metrics.cjs', '/code', './bin/kube-state-metrics'],
  ['the same from elsewhere', {}, '/code/dist/kube-state-metrics.cjs', '/tmp', '/code/bin/kube-state-metrics'],
  [
    'npx',
    { npm_command: 'exec' },
    '/c/node_modules/x/dist/kube-state-metrics.cjs',
    '/tmp',
    'npx kube-state-metrics-ts',
  ],
  ['an installed command', {}, '/usr/lib/node_modules/x/dist/kube-state-metrics.cjs', '/tmp', 'kube-state-metrics'],
])('repeats how the program was started: %s', (_, env, script, folder, words) => {
  expect(invocationOf(env, script, folder, exists)).toBe(words);
});
