import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatKlog } from './klog.ts';

const header = { severity: 'I', time: '0102 15:04:05.678901', pid: 1, place: 'reload.ts:42' } as const;
/** The header that parsers of klog's format look for. */
const KLOG = /^([IWEF])(\d{4}) (\d\d:\d\d:\d\d\.\d{6}) +(\d+) ([^:\]]+:\d+)\] (.*)\n$/s;

describe('formatKlog', () => {
  it('writes header, text and fields', () => {
    expect(formatKlog(header, 'listed', { resource: 'pods', objects: 3, gone: undefined, keys: ['a'] })).toBe(
      'I0102 15:04:05.678901       1 reload.ts:42] "listed" resource="pods" objects=3 keys=["a"]\n',
    );
    expect(formatKlog(undefined, 'listed', {})).toBe('"listed"\n');
  });

  it('indents texts of several lines', () => {
    expect(formatKlog(header, 'failed', { error: 'a\n"b"' })).toMatch(/ error=<\n\ta\n\t\\"b\\"\n >\n$/);
  });

  it('never lets a value begin a line of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, value) => {
        const line = formatKlog(header, text, { value });
        expect(line).toMatch(KLOG);
        for (const more of line.split('\n').slice(1, -1)) expect(more).toMatch(/^(\t| >$)/);
      }),
    );
  });
});
