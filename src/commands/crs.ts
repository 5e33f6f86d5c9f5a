import { CodedError } from '../base/errors.ts';
import type { Files } from '../base/files.ts';
import { parseCommandLine } from '../config/arguments.ts';
import { readTextFile } from '../config/config-files.ts';
import { text } from '../config/scalar-types.ts';
import { parseCustomResources } from '../customresources/config.ts';
import { systemFiles } from '../system/files.ts';
import type { Command } from './command.ts';
import { previewText } from './crs-preview.ts';

const flags = {
  file: { name: 'file', short: 'f', type: text, help: 'path of the custom resource state configuration' },
  object: {
    name: 'object',
    short: 'o',
    type: text,
    help: 'path of the custom resource, as YAML or JSON; - for standard input',
  },
} as const;

/** Standard input as a file. */
const STDIN = '/dev/stdin';

/** Shows what a custom resource state configuration makes of an object, without a cluster. */
export const crs: Command = {
  name: 'crs',
  summary: 'preview the metrics of a custom resource, and say which paths lead to nothing',
  usage: 'preview -f CONFIG -o OBJECT',
  flags,
  words: () => ['preview'],
  run: (argv, { print }) => runCrs(argv, print, systemFiles),
};

/** Prints the preview. Returns the exit code. Throws CONFIG_INVALID for wrong arguments and files. */
export function runCrs(argv: readonly string[], print: (text: string) => void, files: Files): number {
  const { values, words } = parseCommandLine(argv, flags);
  const [action, ...more] = words;
  if (action !== 'preview' || more.length > 0) {
    throw new CodedError('CONFIG_INVALID', `crs: expected preview, found "${words.join(' ')}"`);
  }
  if (values.file === '' || values.object === '')
    throw new CodedError('CONFIG_INVALID', 'crs preview: expected --file and --object');
  const { entries, problems, warnings } = parseCustomResources(readTextFile(values.file, '--file', files), values.file);
  if (problems.length > 0) throw new CodedError('CONFIG_INVALID', problems.join('\n'));
  const source = values.object === '-' ? STDIN : values.object;
  const text = readTextFile(source, '--object', files);
  print(previewText(entries, text, source === STDIN ? 'standard input' : source));
  for (const warning of warnings) print(`# ${warning}\n`);
  return warnings.length > 0 ? 1 : 0;
}
