import { parseAllDocuments, type ScalarTag, type Tags } from 'yaml';
import { CodedError } from '../base/errors.ts';

/** Numbers in base 60 and dates are texts to sigs.k8s.io/yaml, whose reader is go-yaml v2. */
const TEXTS_IN_GO = new Set(['tag:yaml.org,2002:timestamp']);

/**
 * Parses the first document of a YAML or JSON text as sigs.k8s.io/yaml does: YAML 1.1 (`yes` is true, `<<` merges). A key that is there
 * twice is an error, as to viper, by which kube-state-metrics reads a kubeconfig first. An empty text is undefined. Throws CREDENTIALS
 * with the line; the message holds no text of the file.
 */
export function parseYaml(text: string, where: string): unknown {
  const plain = text.replace(/^\uFEFF/, '');
  const documents = parseAllDocuments(plain, {
    version: '1.1',
    merge: true,
    logLevel: 'silent',
    prettyErrors: true,
    customTags: (tags: Tags) => tags.filter((tag) => !isTextInGo(tag as ScalarTag)),
  });
  if (!Array.isArray(documents)) return undefined;
  const document = documents[0];
  const error = document?.errors[0];
  if (error) {
    const json = error.code === 'DUPLICATE_KEY' ? undefined : tryJson(plain);
    if (json !== undefined) return json;
    const line = error.linePos ? ` (line ${error.linePos[0].line})` : '';
    const fault = error.code.toLowerCase().replaceAll('_', ' ');
    throw new CodedError('CREDENTIALS', `${where}: not valid YAML: ${fault}${line}`);
  }
  try {
    return document?.toJS({ maxAliasCount: 100 }) ?? undefined;
  } catch {
    throw new CodedError('CREDENTIALS', `${where}: not valid YAML: an alias without its anchor, or too many aliases`);
  }
}

/** JSON may be indented by tabs, which not every reader of YAML takes. */
function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTextInGo(tag: ScalarTag): boolean {
  return TEXTS_IN_GO.has(tag.tag) || tag.format === 'TIME';
}
