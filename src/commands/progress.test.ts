import { describe, expect, it } from 'vitest';
import { openProgress } from './progress.ts';

function terminal(isTTY: boolean) {
  let text = '';
  return { isTTY, write: (more: string) => (text += more), text: () => text };
}

describe('openProgress', () => {
  it('writes one line over, and removes it', () => {
    const out = terminal(true);
    const progress = openProgress(out);
    progress.show('reading pods', 1, 4);
    progress.showBytes('reading x', 1_000);
    progress.showBytes('reading x', 5 << 20);
    progress.end();
    expect(out.text().split('\r\x1b[K')).toEqual([
      '',
      '[#####               ] 1/4 reading pods',
      'reading x ... 5.00 MiB',
      '',
    ]);
  });

  it('writes nothing where there is no terminal', () => {
    const out = terminal(false);
    const progress = openProgress(out);
    progress.show('reading pods', 1, 4);
    progress.showBytes('reading x', 5 << 20);
    progress.end();
    expect(out.text()).toBe('');
  });
});
