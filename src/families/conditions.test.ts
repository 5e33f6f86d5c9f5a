import { expect, it } from 'vitest';
import { familySamplesOf } from '../../test/support/rendering.ts';
import { conditionsFamily } from './conditions.ts';

const made = conditionsFamily('f', 'a thing', 2);

it('shows each condition as three samples', () => {
  const conditions = [
    { type: 'Ready', status: 'Unknown' },
    { type: 'Odd', status: 'true' },
  ];
  expect(familySamplesOf(made, { status: { conditions } })).toEqual([
    'f{condition="Ready",status="true"} 0',
    'f{condition="Ready",status="false"} 0',
    'f{condition="Ready",status="unknown"} 1',
    'f{condition="Odd",status="true"} 0',
    'f{condition="Odd",status="false"} 0',
    'f{condition="Odd",status="unknown"} 0',
  ]);
});

it('shows the first of two conditions of a type', () => {
  const conditions = [
    { type: 'Ready', status: 'True' },
    { type: 'Ready', status: 'False' },
  ];
  expect(familySamplesOf(made, { status: { conditions } })[0]).toBe('f{condition="Ready",status="true"} 1');
  expect(familySamplesOf(made, { status: { conditions } })).toHaveLength(3);
});

it('says nothing where there are none', () => expect(familySamplesOf(made, {})).toEqual([]));
