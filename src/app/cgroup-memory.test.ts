import { describe, expect, it } from 'vitest';
import { readCgroupLimit } from './cgroup-memory.ts';

const read = (files: Readonly<Record<string, string>>) =>
  readCgroupLimit({
    readNow: (name) => {
      const text = files[name];
      if (text === undefined) throw new Error('ENOENT');
      return Buffer.from(text);
    },
  });
const V2 = '30 24 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n';

describe('version 2', () => {
  it('is read up the hierarchy, and the smallest limit counts', () => {
    const files = {
      '/proc/self/cgroup': '0::/kubepods/pod1/c1\n',
      '/proc/self/mountinfo': V2,
      '/sys/fs/cgroup/kubepods/pod1/c1/memory.max': 'max\n',
      '/sys/fs/cgroup/kubepods/pod1/memory.max': '268435456\n',
      '/sys/fs/cgroup/kubepods/memory.max': '1073741824\n',
    };
    expect(read(files)).toEqual({ bytes: 268_435_456, file: '/sys/fs/cgroup/kubepods/pod1/memory.max' });
  });

  it.each(['/', '/../../outside'])('in a container that is the top of what it sees (%s)', (group) => {
    const files = {
      '/proc/self/cgroup': `0::${group}\n`,
      '/proc/self/mountinfo': V2,
      '/sys/fs/cgroup/memory.max': '134217728\n',
    };
    expect(read(files)).toEqual({ bytes: 134_217_728, file: '/sys/fs/cgroup/memory.max' });
  });

  it('without a limit has none', () => {
    const files = {
      '/proc/self/cgroup': '0::/a\n',
      '/proc/self/mountinfo': V2,
      '/sys/fs/cgroup/a/memory.max': 'max\n',
    };
    expect(read(files)).toBeUndefined();
  });
});

describe('version 1', () => {
  const mounts = (root: string): string =>
    `33 32 0:28 ${root} /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n34 32 0:29 ${root} /sys/fs/cgroup/me\\040mory rw - cgroup cgroup rw,memory\n${V2}`;

  it.each([
    ['a container', '/docker/abc', '/docker/abc', '/sys/fs/cgroup/me mory'],
    ['the machine', '/', '/docker/abc', '/sys/fs/cgroup/me mory/docker/abc'],
    ['another hierarchy', '/docker/other', '/docker/abc', '/sys/fs/cgroup/me mory'],
  ])('is read as %s sees it', (_, root, group, folder) => {
    const files = {
      '/proc/self/cgroup': `5:cpu,cpuacct:/x\n4:memory:${group}\n0::/\n`,
      '/proc/self/mountinfo': mounts(root),
      [`${folder}/memory.limit_in_bytes`]: '99999744\n',
    };
    expect(read(files)).toEqual({ bytes: 99_999_744, file: `${folder}/memory.limit_in_bytes` });
  });

  it('writes a number for no limit', () => {
    const files = {
      '/proc/self/cgroup': '4:memory:/\n',
      '/proc/self/mountinfo': mounts('/'),
      '/sys/fs/cgroup/me mory/memory.limit_in_bytes': '9223372036854771712\n',
    };
    expect(read(files)).toBeUndefined();
  });
});

it('no control groups: none', () => expect(read({})).toBeUndefined());
