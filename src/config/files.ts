import { createHash } from 'node:crypto';
import { parseDocument } from 'yaml';
import { CodedError, errorText } from '../base/errors.ts';
import type { Files } from '../base/files.ts';
import type { Options } from './flags.ts';

/** A configuration file that has been read. */
export interface ConfigFile {
  readonly type: 'config' | 'customresourceconfig';
  readonly filename: string;
  /** 48 bits of the SHA-256 of its bytes: a number that a float holds exactly. */
  readonly hash: number;
}

/**
 * Reads the configuration files that the options name and checks that they are YAML mappings, or empty. Throws
 * CONFIG_INVALID with flag, file and line; a missing file is ignored if the options permit it.
 */
export function readConfigFiles(options: Options, files: Files): readonly ConfigFile[] {
  if (options.customResourceConfig) {
    checkMapping('--custom-resource-state-config', options.customResourceConfig);
  }
  return [
    ...readFile(files, 'config', '--config', options.config, options.continueWithoutConfig),
    ...readFile(
      files,
      'customresourceconfig',
      '--custom-resource-state-config-file',
      options.customResourceConfigFile,
      options.continueWithoutCustomResourceConfigFile,
    ),
  ];
}

function readFile(
  files: Files,
  type: ConfigFile['type'],
  flag: string,
  filename: string,
  mayMiss: boolean,
): ConfigFile[] {
  if (filename === '' || (mayMiss && !files.exists(filename))) return [];
  let bytes: Buffer;
  try {
    bytes = files.readNow(filename);
  } catch (error) {
    throw new CodedError('CONFIG_INVALID', `${flag}: cannot read the file: ${errorText(error)}`);
  }
  checkMapping(`${flag} ${filename}`, bytes.toString('utf8'));
  return [{ type, filename, hash: Number.parseInt(createHash('sha256').update(bytes).digest('hex').slice(0, 12), 16) }];
}

function checkMapping(where: string, text: string): void {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw new CodedError('CONFIG_INVALID', `${where}: ${error.message.split('\n', 1)[0]}`);
  const value: unknown = document.toJS();
  // An empty file says nothing, which is permitted.
  if (value === null) return;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new CodedError('CONFIG_INVALID', `${where}: expected a mapping with options at the top`);
  }
}
