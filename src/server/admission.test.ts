import { describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { Admission, type Rejection } from './admission.ts';

function setUp(most: number, pressed = () => false) {
  const clock = new TestClock();
  const rejected: Rejection[] = [];
  const admission = new Admission({ clock, most, pressed, onReject: (reason) => rejected.push(reason) });
  return { clock, rejected, admission };
}
const nobody = (): void => {
  throw new Error('cut');
};

describe('Admission', () => {
  it('admits up to its limit, and another when one has left', () => {
    const { admission, rejected } = setUp(2);
    const first = admission.enter(nobody)!;
    expect(admission.enter(nobody)).toBeDefined();
    expect(admission.enter(nobody)).toBeUndefined();
    expect(rejected).toEqual(['busy']);
    first.leave();
    expect(admission.enter(nobody)).toBeDefined();
    expect(admission.underWay).toBe(2);
  });

  it('cuts the first of the slow readers where there are too many, and no others', () => {
    const { admission, rejected, clock } = setUp(4);
    const cut: string[] = [];
    const enter = (name: string) => admission.enter(() => cut.push(name));
    const waiting = enter('waiting')!;
    const [quick, slow, slower] = [enter('quick')!, enter('slow')!, enter('slower')!];
    for (const slot of [quick, slow, slower]) slot.wrote(0);
    // What the kernel takes at once does not count.
    for (const slot of [quick, slow]) slot.wrote(4_000_000);
    clock.pass(4_999);
    expect(enter('too early')).toBeUndefined();
    quick.wrote(4_700_000);
    slow.wrote(4_500_000);
    slower.wrote(1);
    clock.pass(1);
    expect(enter('a')).toBeDefined();
    expect(cut).toEqual(['slow']);
    expect(enter('b')).toBeDefined();
    expect(cut).toEqual(['slow', 'slower']);
    expect(enter('c')).toBeUndefined();
    expect(rejected).toEqual(['busy', 'slow', 'slow', 'busy']);
    // Those that were cut leave as well.
    slow.leave();
    waiting.leave();
    expect(admission.underWay).toBe(3);
  });

  it('cuts all slow readers where they hold too much back', () => {
    let pressed = false;
    const { admission, clock } = setUp(10, () => pressed);
    const cut: number[] = [];
    for (let i = 0; i < 3; i++) admission.enter(() => cut.push(i))!.wrote(0);
    clock.pass(6_000);
    admission.enter(nobody);
    expect(cut).toEqual([]);
    pressed = true;
    admission.enter(nobody);
    expect(cut).toEqual([0, 1, 2]);
  });
});
