import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commands } from '../src/commands/index.ts';
import { flagList } from '../src/config/flags.ts';
import { resources } from '../src/resources/index.ts';
import { selfMetricRows } from '../src/telemetry/self-metrics-table.ts';

/** Everything that the docs name exists: paths, links, flags, metrics, and the functions of the way of a pod's bytes. */

const root = fileURLToPath(new URL('..', import.meta.url));

function filesUnder(folder: string, ending: RegExp): string[] {
  const all = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
  return all.filter((file) => ending.test(file)).map((file) => path.posix.join(folder, file.split(path.sep).join('/')));
}

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...filesUnder('deploy', /\.md$/),
  'assembly/README.md',
  ...filesUnder('docs', /\.md$/),
  ...filesUnder('bench', /\.md$/),
];
const code = ['src', 'test', 'tools', 'bench', 'deploy', 'assembly'].flatMap((f) => filesUnder(f, /\.(ts|yaml)$/));

/** Paths, flags and metrics of the example in docs/developing.md. */
const EXAMPLE = /^(src\/resources\/widgets\.ts|kube_(widget|cart)_.*)$/;

/** Flags of other programs that the docs use, and those of kube-state-metrics 1.x. */
const OTHERS = new Set([
  ...['check', 'cpu-prof', 'max-semi-space-size', 'heap-growing-percent', 'reuse-values', 'cascade'],
  ...['clusterrole', 'from-file', 'ignore-paths', 'serviceaccount'],
  ...['collectors', 'metric-blacklist', 'metric-whitelist', 'namespace'],
]);

const TOP = readdirSync(root).filter((name) => name !== 'node_modules' && name !== '.git');

/** Paths in a text that begin with something at the top of the checkout, or that name a source file below `src`. */
function pathsIn(text: string): string[] {
  const found = text.match(/(?<![\w./~$-])\.?[\w-]+(?:\/[\w.*-]+)+/g) ?? [];
  return found.filter((each) => TOP.includes(each.split('/')[0]!) || /\.(ts|md)$/.test(each));
}

/** Whether a path exists below the root, below `src` or beside the page; `*` stands for any characters of a name. */
function isThere(named: string, page: string): boolean {
  const trimmed = named.replace(/[.,:]+$/, '');
  return ['', 'src', path.dirname(page)].some((base) => {
    const place = path.join(root, base, trimmed);
    if (!trimmed.includes('*')) return existsSync(place);
    const folder = path.dirname(place);
    const name = new RegExp(`^${path.basename(place).replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
    return existsSync(folder) && readdirSync(folder).some((file) => name.test(file));
  });
}

/** A link within the checkout. */
interface Link {
  readonly file: string;
  readonly anchor: string;
}

/** Links of a page: a target without a file is the page itself, and one that names a folder is its README where it has one. */
function linksOf(page: string): Link[] {
  const prose = read(page).replace(/^```[\s\S]*?^```/gm, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)[^)]*\)/g)].map((m) => m[1]!).filter((t) => !/^[a-z]+:/.test(t));
  return targets.map((target) => {
    const [named = '', anchor = ''] = target.split('#');
    const file = named === '' ? page : path.posix.join(path.posix.dirname(page), named);
    const readme = path.posix.join(file, 'README.md');
    return { file: existsSync(path.join(root, readme)) ? readme : file, anchor };
  });
}

/** Anchors of the headings of a page, as GitHub makes them. */
function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  const prose = read(page).replace(/^```[\s\S]*?^```/gm, '');
  for (const [, title] of prose.matchAll(/^#+ (.*)$/gm)) {
    const plain = title!.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const base = plain.replace(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-');
    let anchor = base;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${base}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}

it('every page is reached from the README by links', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    for (const { file } of linksOf(page)) {
      // A link to a folder without a README leads to the list of its files.
      const found = file.endsWith('.md') ? [file] : pages.filter((each) => path.posix.dirname(each) === file);
      for (const each of found) if (existsSync(path.join(root, each))) reached.add(each);
    }
  }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

describe.each(pages)('%s', (page) => {
  const text = read(page);

  it('names paths that exist', () => {
    const missing = pathsIn(text).filter((named) => !EXAMPLE.test(named) && !isThere(named, page));
    expect(missing).toEqual([]);
  });

  it('links to files and headings that exist', () => {
    const broken = linksOf(page).filter(({ file, anchor }) => {
      if (!existsSync(path.join(root, file))) return true;
      return anchor !== '' && !anchorsOf(file).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('names flags that exist', () => {
    const unknown = (text.match(/(?<![\w-])--[a-z][a-z0-9_-]*/g) ?? []).filter(
      // One that is cut off, as in `--server-…-timeout`, stands for several.
      (flag) => !flag.endsWith('-') && !isFlag(flag.slice(2)),
    );
    expect(unknown).toEqual([]);
  });

  it('names metrics that exist', () => {
    const named = text.match(/\bkube_[a-z0-9]+_[a-z0-9_]*[a-z0-9]\b(?!…)/g) ?? [];
    const unknown = named.filter(
      (name) => !EXAMPLE.test(name) && !METRICS.has(name.replace(/_(bucket|sum|count)$/, '')),
    );
    expect(unknown.filter((name) => !METRICS.has(name))).toEqual([]);
  });
});

const METRICS = new Set([
  ...Object.values(selfMetricRows).map((row) => row.name),
  ...resources.flatMap((r) => r.families.map((f) => f.name)),
]);

const simulateHelp = execFileSync(process.execPath, [path.join(root, 'src/main.ts'), 'simulate', '--help'], {
  encoding: 'utf8',
});
const KNOWN_FLAGS = new Set([
  ...flagList.flatMap((flag) => [flag.name, ...(flag.aliases ?? [])]),
  ...commands.flatMap((command) => Object.values(command.flags).map((flag) => flag.name)),
  ...[...simulateHelp.matchAll(/--([a-z][a-z0-9-]*)/g)].map((m) => m[1]!),
  ...OTHERS,
]);
const benchSources = filesUnder('bench', /\.ts$/).map(read).join('\n');

/** Whether the program, the simulator or a benchmark has the flag. */
function isFlag(name: string): boolean {
  return KNOWN_FLAGS.has(name) || new RegExp(`--${name}\\b|\\bname: '${name}'`).test(benchSources);
}

describe('the way of a pod’s bytes', () => {
  const rows = [...read('docs/architecture.md').matchAll(/^\|\s*(\d+) \| `(src\/[\w/.-]+)`\s*\| (`[^|]+`)\s*\|/gm)];

  it('has as many hops as it says', () => {
    const said = /in (\d+) hops/.exec(read('docs/architecture.md'))?.[1];
    expect(rows.map(([, hop]) => Number(hop))).toEqual(Array.from({ length: Number(said) }, (_, i) => i + 1));
  });

  it.each(rows.map(([, hop, file, functions]) => [hop!, file!, functions!] as const))(
    'has hop %s in %s: %s',
    (_, file, functions) => {
      for (const name of functions.matchAll(/\w+/g))
        expect(read(file)).toMatch(new RegExp(`\\b${name[0]}\\b\\(|\\b${name[0]} =`));
    },
  );
});

describe('the code', () => {
  it.each(code)('%s cites docs that exist', (file) => {
    const cited = read(file).match(/\bdocs\/[\w./-]+\.md/g) ?? [];
    expect(cited.filter((page) => !existsSync(path.join(root, page)))).toEqual([]);
  });

  it('has a line in the glossary for each term, in alphabetical order', () => {
    const terms = [...read('docs/glossary.md').matchAll(/^\| (\w[^|]*?)\s*\|/gm)].map((m) => m[1]!).slice(1);
    expect(terms.length).toBeGreaterThan(30);
    expect(terms).toEqual([...terms].sort((a, b) => a.localeCompare(b, 'en')));
  });
});
