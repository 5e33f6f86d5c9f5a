import { createHash, getFips } from 'node:crypto';
import { CodedError } from '../base/errors.ts';
import { fileFault } from '../base/file-fault.ts';
import type { Files } from '../base/files.ts';

/** A file with configuration that the options name. */
export interface ConfigFilePlace {
  /** As the `type` label of kube-state-metrics' self-metrics names it. */
  readonly type: 'config' | 'customresourceconfig';
  readonly filename: string;
  /** Flag that names it, for messages; empty: none does. */
  readonly flag: string;
  /** Whether the program starts without it. */
  readonly mayMiss: boolean;
}

/** A configuration file that has been read. */
export interface ConfigFile {
  readonly place: ConfigFilePlace;
  readonly text: string;
  /** Value of `kube_state_metrics_config_hash`: 48 bits, which a float holds exactly. */
  readonly hash: number;
}

/** Longest configuration file that is read; etcd holds no ConfigMap of half that size. */
const MAX_BYTES = 4 * 1024 * 1024;

/** A configuration that cannot be used, and the file that is to blame; undefined: the command line. */
export class ConfigFault extends CodedError {
  readonly place: ConfigFilePlace | undefined;

  constructor(message: string, place: ConfigFilePlace | undefined) {
    super('CONFIG_INVALID', message);
    this.name = 'ConfigFault';
    this.place = place;
  }
}

/** Reads a configuration file; undefined if there is none and the program may start without it. Throws ConfigFault. */
export function readConfigFile(place: ConfigFilePlace, files: Files): ConfigFile | undefined {
  const { filename, flag, mayMiss } = place;
  if (mayMiss && !files.statNow(filename)) return undefined;
  const bytes = readBytes(filename, flag, files, place);
  return { place, text: bytes.toString('utf8'), hash: hashAsMetricValue(bytes) };
}

/** Reads another file that a flag leads to. Throws ConfigFault. */
export function readTextFile(filename: string, flag: string, files: Files): string {
  return readBytes(filename, flag, files, undefined).toString('utf8');
}

function readBytes(filename: string, flag: string, files: Files, place: ConfigFilePlace | undefined): Buffer {
  const fault = (problem: string): ConfigFault =>
    new ConfigFault(`${flag === '' ? '' : `${flag} `}${filename}: ${problem}`, place);
  const found = files.statNow(filename);
  if (!found) throw fault('no such file');
  if (found.kind === 'folder') throw fault('expected a file, found a directory');
  if (found.sizeBytes > MAX_BYTES) throw fault(`expected at most ${MAX_BYTES} bytes, found ${found.sizeBytes}`);
  try {
    return files.readNow(filename);
  } catch (error) {
    throw fault(fileFault(error));
  }
}

/**
 * Hashes bytes as kube-state-metrics does (`md5HashAsMetricValue`, after Prometheus' Alertmanager): the first 6 bytes of the MD5,
 * least significant first. Where FIPS rules forbid MD5, of the SHA-256.
 */
function hashAsMetricValue(bytes: Buffer): number {
  const algorithm = getFips() === 1 ? 'sha256' : 'md5';
  return createHash(algorithm).update(bytes).digest().readUIntLE(0, 6);
}
