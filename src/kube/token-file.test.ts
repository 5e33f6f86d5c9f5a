import { beforeEach, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.ts';
import { TokenFile } from './token-file.ts';

let clock: TestClock;
let content: string | undefined;
let reads: number;
beforeEach(() => {
  [clock, content, reads] = [new TestClock(), 'one\n', 0];
});

function open(token = ''): TokenFile {
  const readNow = (): Buffer => {
    reads++;
    if (content === undefined) throw new Error('no such file');
    return Buffer.from(content);
  };
  const files = {
    exists: () => true,
    readNow,
    read: async () => readNow(),
    listNow: () => [],
    statNow: () => undefined,
    stat: async () => undefined,
  };
  const log = { info: () => {}, warn: () => {} };
  return new TokenFile({ file: '/t', token, where: 'w' }, { files, clock, log });
}
const token = async (file: TokenFile): Promise<string | undefined> => (await file.current()).authorization;

it('is read again after 50 s', async () => {
  const file = open();
  content = 'two';
  clock.pass(49_000);
  expect(await token(file)).toBe('Bearer one');
  clock.pass(1_000);
  expect(await token(file)).toBe('Bearer two');
  expect(reads).toBe(2);
});

it('is read again when the server refuses its token, no more than every 5 s', async () => {
  const file = open();
  for (let i = 0; i < 10; i++) {
    file.refuse(await file.current());
    clock.pass(1_000);
  }
  await file.current();
  expect(reads).toBe(3);
});

it.each([undefined, '', '  \n', 'two\nlines'])('keeps its token while the file is %j', async (bad) => {
  const file = open();
  content = bad;
  clock.pass(60_000);
  expect(await token(file)).toBe('Bearer one');
  content = 'two';
  expect(await token(file)).toBe('Bearer two');
});

it.each([undefined, '', 'two\nlines'])('is refused where it is %j at first, unless there is a token', async (bad) => {
  content = bad;
  expect(() => open()).toThrow(/^w/);
  const file = open('fixed');
  expect(await token(file)).toBe('Bearer fixed');
  content = 'two';
  expect(await token(file)).toBe('Bearer two');
});
