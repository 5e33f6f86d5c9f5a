import { describe, expect, it } from 'vitest';
import { checkPattern } from './patterns.ts';

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
