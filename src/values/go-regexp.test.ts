import { describe, expect, it } from 'vitest';
import { compilePattern } from './go-regexp.ts';

describe('compilePattern', () => {
  it.each([
    ['kube_pod', 'kube_pod_info', true],
    ['(?i)KUBE_POD', 'kube_pod_info', true],
    ['\\Akube', 'kube_pod_info', true],
    ['info\\Z', 'kube_pod_info', true],
    ['pod\\z', 'kube_pod_info', false],
    ['(?#why)pod', 'kube_pod_info', true],
    ['[\\\\Z]od', 'kube_Zod', true],
    ['\\\\Z', 'a\\Z', true],
    ['kube_(?!node)', 'kube_node_info', false],
  ])('%s on %s: %s', (pattern, name, matches) => expect(compilePattern(pattern).test(name)).toBe(matches));

  it.each(['*a', '(a', 'a{2,1}', '[b-a]'])('refuses %s', (pattern) =>
    expect(() => compilePattern(pattern)).toThrow(SyntaxError),
  );
});
