import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Writes the licenses of the packages that modules of a bundle are from. `modules`: paths of files. Throws where a package has no license file. */
export function thirdPartyNotices(modules: Iterable<string>): string {
  const folders = new Set([...modules].flatMap((file) => packageOf(file) ?? []));
  const packages = [...folders].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<
      'name' | 'version' | 'license',
      string
    >;
    const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry));
    if (!file) throw new Error(`${name} has no license file`);
    return { title: `${name} ${version} (${license})`, text: readFileSync(path.join(folder, file), 'utf8').trim() };
  });
  packages.sort((a, b) => (a.title < b.title ? -1 : 1));
  const sections = packages.map(({ title, text }) => `${title}\n${'-'.repeat(title.length)}\n\n${text}\n`);
  return ['This release contains code of the following packages.\n', ...sections].join('\n');
}

/** The folder of the package that a file is part of; undefined: it is part of none. */
function packageOf(file: string): string | undefined {
  const marker = `${path.sep}node_modules${path.sep}`;
  const at = file.lastIndexOf(marker);
  if (at < 0) return undefined;
  const [scope, name] = file.slice(at + marker.length).split(path.sep) as [string, string];
  const folder = path.join(file.slice(0, at + marker.length), scope.startsWith('@') ? path.join(scope, name) : scope);
  return existsSync(path.join(folder, 'package.json')) ? folder : undefined;
}
