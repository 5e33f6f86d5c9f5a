import { expect, it } from 'vitest';
import { familySamplesOf } from '../../test/support/rendering.ts';
import { ownerFamily } from './owners.ts';

const made = ownerFamily('f', 'a thing');

it('shows each owner and whether it controls', () => {
  const ownerReferences = [
    { kind: 'A', name: 'a', controller: true },
    { kind: 'B', name: 'b', controller: false },
    { kind: 'C', name: 'c' },
  ];
  expect(familySamplesOf(made, { metadata: { ownerReferences } })).toEqual([
    'f{owner_kind="A",owner_name="a",owner_is_controller="true"} 1',
    'f{owner_kind="B",owner_name="b",owner_is_controller="false"} 1',
    'f{owner_kind="C",owner_name="c",owner_is_controller="false"} 1',
  ]);
});

it('shows empty labels where there is none', () => {
  expect(familySamplesOf(made, {})).toEqual(['f{owner_kind="",owner_name="",owner_is_controller=""} 1']);
});
