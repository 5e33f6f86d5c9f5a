import { describe, expect, it } from 'vitest';
import { labelSelectorFault } from './label-selector.ts';

describe('labelSelectorFault', () => {
  it.each([
    'app',
    '!app',
    'app=web',
    'app==web,tier!=front',
    'app=',
    'app in (web,api), example.org/team notin (a)',
    'app in (web,)',
    'weight>3,weight<5',
    'app.kubernetes.io/name = web-1.2_3',
  ])('takes %j', (selector) => expect(labelSelectorFault(selector)).toBeUndefined());

  it.each([
    ['app=web,', ''],
    ['app in (web', 'app in (web'],
    ['app=a b', 'app=a b'],
    ['app in web', 'app in web'],
    ['-app=web', '-app=web'],
    ['app=web,Ex.org/a=b', 'Ex.org/a=b'],
    ['a/b/c', 'a/b/c'],
    ['app=-web', 'app=-web'],
    [`app=${'x'.repeat(64)}`, `app=${'x'.repeat(64)}`],
    ['weight>heavy', 'weight>heavy'],
    ['app=web;tier=front', 'app=web;tier=front'],
  ])('refuses %j and names the part', (selector, part) =>
    expect(labelSelectorFault(selector)).toMatch(`invalid requirement "${part}"`),
  );
});
