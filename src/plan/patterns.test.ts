import { describe, expect, it } from 'vitest';
import { checkPattern, terminates } from './patterns.ts';

const names = ['kube_pod_container_status_last_terminated_reason', 'kube_node_info'];

describe('checkPattern', () => {
  it('lets ordinary patterns through', () =>
    expect(() => checkPattern(/^kube_(?!node).*info$/, names, 'f')).not.toThrow());
  it('refuses one that runs away, with its text', () => {
    expect(() => checkPattern(/^(([a-z_])+.)+[A-Z]([a-z_])+$/, names, 'metric-allowlist')).toThrow(
      '--metric-allowlist: the pattern "^(([a-z_])+.)+[A-Z]([a-z_])+$" takes too long',
    );
  });
});

describe('terminates', () => {
  const interrupted = (): never => {
    throw new Error('timed out');
  };

  it('tries again where the time passed without CPU', () => {
    let runs = 0;
    const run = (): void => {
      if (++runs < 3) interrupted();
    };
    expect(terminates(run, () => runs)).toBe(true);
    expect(runs).toBe(3);
  });

  it('gives up where the CPU was used, and after many attempts', () => {
    let cpu = 0;
    const burning = (): void => {
      cpu += 200;
      interrupted();
    };
    expect(terminates(burning, () => cpu)).toBe(false);
    expect(cpu).toBe(200);
    expect(terminates(interrupted, () => 0)).toBe(false);
  });
});
