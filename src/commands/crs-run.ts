import { CodedError } from '../base/errors.ts';
import type { Files } from '../base/files.ts';
import { readTextFile } from '../config/config-files.ts';
import { type CustomResourceEntry, parseCustomResources } from '../customresources/config.ts';
import { configurationSchema } from '../customresources/schema.ts';
import type { CrsFlags } from './crs.ts';
import { type ClusterPreviewFlags, objectsOfCluster } from './crs-cluster.ts';
import { objectsOfText } from './crs-objects.ts';
import { previewText } from './crs-preview.ts';

/** Standard input as a file. */
const STDIN = '/dev/stdin';
/** Word in place of a file of objects. */
const CLUSTER = 'cluster';

/** Prints the preview, or the schema. Resolves to the exit code. Rejects with CONFIG_INVALID for wrong arguments and files. */
export async function runCrs(
  words: readonly string[],
  values: CrsFlags,
  print: (text: string) => void,
  files: Files,
): Promise<number> {
  const [action, ...more] = words;
  if ((action !== 'preview' && action !== 'schema') || more.length > 0) {
    throw new CodedError('CONFIG_INVALID', `crs: expected preview or schema, found "${words.join(' ')}"`);
  }
  if (action === 'schema') {
    print(`${JSON.stringify(configurationSchema(), null, 2)}\n`);
    return 0;
  }
  if (values.file === '' || values.object === '')
    throw new CodedError('CONFIG_INVALID', 'crs preview: expected --file and --object');
  const { entries, problems, warnings } = parseCustomResources(readTextFile(values.file, '--file', files), values.file);
  if (problems.length > 0) throw new CodedError('CONFIG_INVALID', problems.join('\n'));
  const isGood =
    values.object === CLUSTER
      ? await previewCluster(entries, values, print)
      : previewFile(entries, values.object, print, files);
  for (const warning of warnings) print(`# ${warning}\n`);
  return isGood && warnings.length === 0 ? 0 : 1;
}

function previewFile(
  entries: readonly CustomResourceEntry[],
  object: string,
  print: (text: string) => void,
  files: Files,
): boolean {
  const source = object === '-' ? STDIN : object;
  const text = readTextFile(source, '--object', files);
  print(previewText(objectsOfText(entries, text, source === STDIN ? 'standard input' : source)));
  return true;
}

async function previewCluster(
  entries: readonly CustomResourceEntry[],
  values: ClusterPreviewFlags,
  print: (text: string) => void,
): Promise<boolean> {
  const { kinds, notes, failed } = await objectsOfCluster(entries, values);
  print(previewText(kinds));
  for (const note of notes) print(`# ${note.replaceAll('\n', ' ')}\n`);
  return !failed;
}
