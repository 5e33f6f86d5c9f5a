import { describe, expect, it } from 'vitest';
import { behaviorOf } from './behavior.ts';

const DEFAULT_MS = 4_000;
const of = (image: string, command: readonly string[] = [], args: readonly string[] = []) =>
  behaviorOf({ name: 'c', image, command, args }, DEFAULT_MS);

describe('behaviorOf', () => {
  it.each([
    'nginx',
    'nginx:1.27',
    'registry.example.com:5000/team/app:v1.2.3-rc_1',
    `ghcr.io/a/b__c@sha256:${'0'.repeat(64)}`,
    'localhost/failover:1',
    'badger/db:2',
    'typology:1',
  ])('pulls %s', (image) => expect(of(image).pull).toBeUndefined());

  it.each([
    'nginx:does-not-exist',
    'nginx:doesnotexist',
    'nope',
    'example.com/broken:1',
    'app:no-such-tag',
    'app:404',
    'app:bad',
  ])('does not find %s', (image) => expect(of(image).pull).toBe('ErrImagePull'));

  it.each(['', 'NGINX', 'nginx:', 'a b', 'nginx::1', '-x', 'nginx:1:2'])('cannot read %j', (image) =>
    expect(of(image).pull).toBe('InvalidImageName'),
  );

  it.each([
    [['sleep', '30'], [], 30_000, 0],
    [['sleep', 'infinity'], [], Number.POSITIVE_INFINITY, 0],
    [['sh', '-c', 'sleep 5; exit 7'], [], 5_000, 7],
    [['sh', '-c'], ['exit 1'], 2_000, 1],
    [['false'], [], 2_000, 1],
    [['/bin/true'], [], 2_000, 0],
    [['sh', '-c', 'while true; do sleep 1; done'], [], Number.POSITIVE_INFINITY, 0],
    [['tail', '-f', '/dev/stdin'], [], Number.POSITIVE_INFINITY, 0],
    [['/app'], ['--exit-timeout=3'], DEFAULT_MS, 0],
    [[], [], DEFAULT_MS, 0],
  ])('runs %j %j for %d ms and ends with %d', (command, args, runMs, exitCode) =>
    expect(of('nginx', command, args)).toEqual({ pull: undefined, runMs, exitCode }),
  );
});
