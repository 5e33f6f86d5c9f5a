import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('docs/library.md: the example prints what the page says', () => {
  const page = readFileSync(new URL('../docs/library.md', import.meta.url), 'utf8');
  const [, code] = /```ts\n(.*?)```/s.exec(page)!;
  const [, output] = /```text\n(.*?)```/s.exec(page)!;
  const local = code!.replace(
    "'kube-state-metrics-ts'",
    JSON.stringify(new URL('../src/library/index.ts', import.meta.url)),
  );
  expect(execFileSync(process.execPath, ['--input-type=module-typescript', '-e', local], { encoding: 'utf8' })).toBe(
    output,
  );
});
