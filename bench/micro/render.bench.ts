import { bench, describe } from 'vitest';
import { objects, plan } from './pods.ts';

describe('render', () => {
  let i = 0;
  bench('all families of a pod, with their hashes', () => {
    plan.render(objects[i++ % objects.length]!);
  });
});
