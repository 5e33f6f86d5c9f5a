import { describe, expect, it } from 'vitest';
import { FAST, PORTABLE } from '../base/fast-paths.ts';
import { chooseFastPaths } from './fast-paths.ts';
import { versionText } from './version.ts';

describe('chooseFastPaths', () => {
  it('takes the fast ways on the Node that the program is made for', () => {
    expect(chooseFastPaths(false)).toEqual({ paths: FAST, reasons: new Map(), portable: false });
  });

  it('takes the plain ways where they are asked for, without trying the others', () => {
    const fail = (): never => {
      throw new Error('tried');
    };
    const { paths, reasons } = chooseFastPaths(true, { reader: fail, inflate: fail, codec: fail, http: fail });
    expect(paths).toEqual(PORTABLE);
    expect(new Set(reasons.values())).toEqual(new Set(['--portable']));
  });

  it('takes the plain way where the fast one fails, and says why', () => {
    const fine = (): undefined => undefined;
    const chosen = chooseFastPaths(false, { reader: fine, inflate: fine, codec: () => 'no vectors', http: fine });
    expect(chosen.paths).toEqual({ ...FAST, codec: 'plain' });
    expect([...chosen.reasons]).toEqual([['codec', 'no vectors']]);
    expect(versionText(chosen)).toContain('codec:     plain (no vectors)\n');
    expect(versionText(chosen)).toContain('reader:    generated\n');
  });
});
