import path from 'node:path';
import type { Files } from '../base/files.ts';

/** Where a limit of memory is set. */
export interface CgroupLimit {
  readonly bytes: number;
  readonly file: string;
}

/** Version 1 writes the largest multiple of a page for no limit. */
const NO_LIMIT = 2 ** 62;

/**
 * Finds the smallest memory limit of the control groups that this process is in, up to the top of what it sees of the hierarchy
 * (https://docs.kernel.org/admin-guide/cgroup-v2.html, https://docs.kernel.org/admin-guide/cgroup-v1/memory.html); undefined if there
 * is none. The kernel makes these files when they are read, so nothing waits for a disk.
 */
export function readCgroupLimit(files: Pick<Files, 'readNow'>): CgroupLimit | undefined {
  const place = placeOf(textOf(files, '/proc/self/cgroup'), textOf(files, '/proc/self/mountinfo'));
  if (!place) return undefined;
  let least: CgroupLimit | undefined;
  for (let folder = place.folder; ; folder = path.posix.dirname(folder)) {
    const file = path.posix.join(folder, place.file);
    const text = textOf(files, file).trim();
    const bytes = /^\d+$/.test(text) ? Number(text) : NO_LIMIT;
    if (bytes < NO_LIMIT && bytes < (least?.bytes ?? NO_LIMIT)) least = { bytes, file };
    if (folder === place.top || folder === '/') return least;
  }
}

interface Place {
  /** Folder of the group of this process, and that of the outermost group that it sees. */
  readonly folder: string;
  readonly top: string;
  readonly file: string;
}

function placeOf(groups: string, mounts: string): Place | undefined {
  // `ID:CONTROLLERS:PATH`; version 2 has ID 0 and no controllers.
  const lines = groups.split('\n').flatMap((line) => {
    const [, id, controllers, group] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    return group === undefined ? [] : [{ isV2: id === '0' && controllers === '', controllers, group }];
  });
  const v1 = lines.find(({ controllers }) => controllers?.split(',').includes('memory'));
  const v1Mount = v1 && mountOf(mounts, 'cgroup');
  if (v1Mount) return placeIn(v1Mount, v1.group, 'memory.limit_in_bytes');
  const v2 = lines.find(({ isV2 }) => isV2);
  const v2Mount = v2 && mountOf(mounts, 'cgroup2');
  return v2Mount && placeIn(v2Mount, v2.group, 'memory.max');
}

interface Mount {
  /** Folder of the hierarchy that is mounted, and where. */
  readonly root: string;
  readonly point: string;
}

/** Fields: https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html */
function mountOf(mounts: string, type: 'cgroup' | 'cgroup2'): Mount | undefined {
  for (const line of mounts.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root, point] = before.split(' ').map(unescapeBlanks);
    const [mounted, , options = ''] = after.split(' ');
    const isRight = mounted === type && (type === 'cgroup2' || options.split(',').includes('memory'));
    if (isRight && root !== undefined && point !== undefined) return { root, point };
  }
  return undefined;
}

/** A container may see a path of the machine, of which only the part below the root of the mount is there. */
function placeIn({ root, point }: Mount, group: string, file: string): Place {
  const below = root === '/' ? group : group.startsWith(`${root}/`) ? group.slice(root.length) : '/';
  const folder = path.posix.join(point, below.split('/').includes('..') ? '/' : below);
  return { folder: folder.replace(/(?<=.)\/$/, ''), top: point, file };
}

function unescapeBlanks(text: string): string {
  return text.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function textOf(files: Pick<Files, 'readNow'>, name: string): string {
  try {
    return files.readNow(name).toString('latin1');
  } catch {
    return '';
  }
}
