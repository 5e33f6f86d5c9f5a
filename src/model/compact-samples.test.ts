import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandSamples, fullText } from './compact-samples.ts';

describe('samples in short', () => {
  it('are written out behind name and identity', () => {
    expect(fullText(',a="b"} 1\n} 2\n', 'f', '{n="x"')).toBe('f{n="x",a="b"} 1\nf{n="x"} 2\n');
    expect(fullText(' 1\n', 'f', '')).toBe('f 1\n');
    expect(fullText('', 'f', '{n="x"')).toBe('');
  });

  it('are the same as bytes and as text', () => {
    const line = fc.string({ unit: 'grapheme' }).map((s) => `${s.replaceAll('\n', '')}\n`);
    fc.assert(
      fc.property(fc.array(line), fc.string(), fc.string(), (lines, name, identity) => {
        const [n, i, l] = [name, identity, lines.join('')].map((s) => Buffer.from(s)) as [Buffer, Buffer, Buffer];
        const bytes = Buffer.alloc(n.length + i.length + l.length + lines.length * (n.length + i.length) + l.length);
        Buffer.concat([n, i, l]).copy(bytes);
        const [nameEnd, identityEnd] = [n.length, n.length + i.length];
        const to = identityEnd + l.length;
        const end = expandSamples(
          bytes,
          { start: identityEnd, end: to },
          { start: 0, end: nameEnd },
          { start: nameEnd, end: identityEnd },
          to,
        );
        expect(bytes.toString('utf8', to, end)).toBe(fullText(lines.join(''), name, identity));
      }),
    );
  });

  it('have to end with a newline', () => {
    const bytes = Buffer.from('abc\nd          ');
    const none = { start: 0, end: 0 };
    expect(() => expandSamples(bytes, { start: 0, end: 5 }, none, none, 5)).toThrow('BUG');
  });
});
