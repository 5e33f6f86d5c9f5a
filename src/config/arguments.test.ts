import { expect, it } from 'vitest';
import { parseArguments, parseCommandLine, readArguments } from './arguments.ts';
import { flags } from './flags.ts';
import { list } from './list-types.ts';
import { bool, count, oneOf, text } from './scalar-types.ts';

const table = {
  pods: { name: 'pods', type: count, default: '5', help: 'number of pods' },
  names: { name: 'names', aliases: ['name'], type: list, help: 'names' },
  mode: { name: 'mode', type: oneOf({ fast: '', slow: '' }), help: 'mode' },
  file: { name: 'log_file', type: text, help: 'file' },
  verbose: { name: 'verbose', short: 'v', type: bool, help: 'verbosity' },
};

it('gives the defaults, typed by the table', () => {
  const values = parseArguments([], table);
  // The types are those of the table: these lines do not compile otherwise.
  const [pods, mode, names]: [number, 'fast' | 'slow', readonly string[]] = [values.pods, values.mode, values.names];
  expect({ ...values, pods, mode, names }).toEqual({ pods: 5, names: [], mode: 'fast', file: '', verbose: false });
});

it.each<[readonly string[], object]>([
  [['--pods=7'], { pods: 7 }],
  [['--pods', '7', '--pods=8'], { pods: 8 }],
  [['--names=a,b', '--name', 'c'], { names: ['a', 'b', 'c'] }],
  [['-v'], { verbose: true }],
  [['-v=false'], { verbose: false }],
  [['--verbose', '--mode=slow'], { verbose: true, mode: 'slow' }],
  [['--log_file', '--pods'], { file: '--pods' }],
  [['--log_file=a=b\nc'], { file: 'a=b\nc' }],
  [['-pods=2'], { pods: 2 }],
])('reads %j', (argv, values) => {
  expect(parseArguments(argv, table)).toMatchObject(values);
});

it('keeps reading apart from checking, and says where each value came from', () => {
  const { given, problems } = readArguments(['--pods=x', '--name', 'a', '-v'], table);
  expect(problems).toEqual([]);
  expect([...given]).toEqual([
    ['pods', [{ origin: '--pods', value: 'x' }]],
    ['names', [{ origin: '--names', value: 'a' }]],
    ['verbose', [{ origin: '--verbose', value: 'true' }]],
  ]);
});

it('reports every problem of the arguments and of their values at once', () => {
  const argv = ['--pods=x', '--pods=-1', '--mode=medium', '--nosuch', 'value', '--nmaes=a', 'word', '--', '--log_file'];
  const lines = [
    'unknown flag --nosuch; see --help',
    'unknown flag --nmaes: did you mean --names?',
    'unexpected argument "word": expected a flag; see --help',
    'unexpected argument "--": expected a flag; see --help',
    '--log_file: expected a value (text)',
    '--pods: expected a whole number, found "x"',
    '--pods: expected 0 or more, found -1',
    '--mode: expected one of fast, slow, found "medium"',
  ];
  expect(() => parseArguments(argv, table)).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: lines.join('\n') }),
  );
});

it('takes the value of a short flag from the next word, and a dash alone as a word', () => {
  const table = { file: { name: 'file', short: 'f', type: text, help: 'file' } };
  const read = (...argv: string[]) => parseCommandLine(argv, table);
  expect(read('a', '-f', 'b', '-')).toEqual({ values: { file: 'b' }, words: ['a', '-'] });
  expect(read('-f', '-', 'a')).toEqual({ values: { file: '-' }, words: ['a'] });
  expect(read('--file=b', '-fc')).toEqual({ values: { file: 'c' }, words: [] });
});

it.each([
  [['-v2'], 2],
  [['-v=3'], 3],
  [['-v', '4'], 4],
  [['--v=5'], 5],
  [['-v2', '--v', '6'], 6],
])('reads the verbosity in %j', (argv, verbosity) => {
  expect(parseArguments(argv, flags).verbosity).toBe(verbosity);
});

it.each(['--log_file=x', '--log-file=x'])("takes dashes for the underscores of klog's flags: %s", (word) => {
  expect(parseArguments([word], flags).logFile).toBe('x');
});

it.each([
  ['--collectors=pods', 'unknown flag --collectors: renamed to --resources in kube-state-metrics 2.0'],
  ['--metric-blacklist=a', 'unknown flag --metric-blacklist: renamed to --metric-denylist in kube-state-metrics 2.0'],
  ['--namespace=a', 'unknown flag --namespace: renamed to --namespaces in kube-state-metrics 2.0'],
  ['--version', 'unknown flag --version: use the command `version`'],
])('names what became of %s', (word, problem) => {
  expect(() => parseArguments([word], flags)).toThrow(problem);
});
