import path from 'node:path';
import { CodedError } from '../base/errors.ts';
import { Fields } from './fields.ts';
import { parseYaml } from './yaml.ts';

/**
 * The contents of kubeconfigs, by the types of client-go (tools/clientcmd/api/v1/types.go). Absent texts are empty. Paths are absolute:
 * they are relative to the file that holds them (loader.go, ResolveLocalPaths).
 */
export interface Kubeconfig {
  readonly currentContext: string;
  readonly contexts: ReadonlyMap<string, KubeContext>;
  readonly clusters: ReadonlyMap<string, KubeCluster>;
  readonly users: ReadonlyMap<string, KubeUser>;
}

/** A context: which cluster, as which user. */
export interface KubeContext {
  readonly cluster: string;
  readonly user: string;
}

/** A cluster: where it is, and whose certificates it shows. */
export interface KubeCluster {
  /** File and entry, for errors. */
  readonly where: string;
  readonly server: string;
  readonly tlsServerName: string;
  readonly insecureSkipTlsVerify: boolean;
  readonly caFile: string;
  readonly caData: string;
  readonly proxyUrl: string;
  readonly disableCompression: boolean;
  /** Configuration of credential plugins for this cluster; undefined where there is none. */
  readonly execConfig: unknown;
}

/** A user: the credentials. */
export interface KubeUser {
  /** File and entry, for errors. */
  readonly where: string;
  readonly certFile: string;
  readonly certData: string;
  readonly keyFile: string;
  readonly keyData: string;
  readonly token: string;
  readonly tokenFile: string;
  readonly username: string;
  readonly password: string;
  readonly as: string;
  readonly asUid: string;
  readonly asGroups: readonly string[];
  readonly asUserExtra: Readonly<Record<string, readonly string[]>>;
  readonly authProvider: AuthProvider | undefined;
  readonly exec: ExecConfig | undefined;
}

/** A credential provider of the kind before plugins. */
export interface AuthProvider {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

/** A credential plugin (client.authentication.k8s.io). */
export interface ExecConfig {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly installHint: string;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: string;
}

/** Extension of a cluster that holds the configuration of credential plugins (client_config.go). */
const EXEC_EXTENSION = 'client.authentication.k8s.io/exec';

/**
 * Parses the text of one kubeconfig, all of it, as client-go decodes it: YAML or JSON. `where` names the file in errors; relative paths
 * are resolved against the folder of `file`. Throws CREDENTIALS, naming file, entry and field.
 */
export function parseKubeconfig(text: string, file: string, where: string): Kubeconfig {
  const top = new Fields(parseYaml(text, where), `${where}: `);
  const [kind, version] = [top.text('kind') || 'Config', top.text('apiVersion') || 'v1'];
  if (kind !== 'Config' || version !== 'v1') {
    throw new CodedError('CREDENTIALS', `${where}: expected kind Config of apiVersion v1, found ${kind} of ${version}`);
  }
  const folder = path.dirname(path.resolve(file));
  return {
    currentContext: top.text('current-context'),
    contexts: entries(top, 'contexts', 'context', (fields) => ({
      cluster: fields.text('cluster'),
      user: fields.text('user'),
    })),
    clusters: entries(top, 'clusters', 'cluster', (fields) => readCluster(fields, folder)),
    users: entries(top, 'users', 'user', (fields) => readUser(fields, folder)),
  };
}

/** Merges kubeconfigs as client-go does those of KUBECONFIG (loader.go, Load): of two entries with one name the first one counts whole. */
export function mergeKubeconfigs(configs: readonly Kubeconfig[]): Kubeconfig {
  const merge = <T>(maps: ReadonlyMap<string, T>[]): Map<string, T> =>
    new Map(maps.toReversed().flatMap((m) => [...m]));
  return {
    currentContext: configs.find((c) => c.currentContext !== '')?.currentContext ?? '',
    contexts: merge(configs.map((c) => c.contexts)),
    clusters: merge(configs.map((c) => c.clusters)),
    users: merge(configs.map((c) => c.users)),
  };
}

/** Reads a list of named entries; a name that is there twice is an error (api/v1/conversion.go). */
function entries<T>(top: Fields, list: string, field: string, read: (fields: Fields) => T): Map<string, T> {
  const found = new Map<string, T>();
  for (const [i, each] of top.list(list).entries()) {
    const name = new Fields(each, `${top.at(list)}[${i}]`).text('name');
    const fields = new Fields(each, `${top.at(list)}[${JSON.stringify(name)}]`);
    if (found.has(name)) throw new CodedError('CREDENTIALS', `${fields.where}: the name is used twice`);
    found.set(name, read(fields.child(field)));
  }
  return found;
}

function readCluster(fields: Fields, folder: string): KubeCluster {
  const extension = fields
    .list('extensions')
    .map((each, i) => new Fields(each, `${fields.at('extensions')}[${i}]`))
    .find((each) => each.text('name') === EXEC_EXTENSION);
  return {
    where: entryOf(fields),
    server: fields.text('server'),
    tlsServerName: fields.text('tls-server-name'),
    insecureSkipTlsVerify: fields.flag('insecure-skip-tls-verify'),
    caFile: resolve(folder, fields.text('certificate-authority')),
    caData: fields.decoded('certificate-authority-data'),
    proxyUrl: fields.text('proxy-url'),
    disableCompression: fields.flag('disable-compression'),
    execConfig: extension?.any('extension'),
  };
}

function readUser(fields: Fields, folder: string): KubeUser {
  const extra = fields.child('as-user-extra');
  const provider = fields.optional('auth-provider');
  return {
    where: entryOf(fields),
    certFile: resolve(folder, fields.text('client-certificate')),
    certData: fields.decoded('client-certificate-data'),
    keyFile: resolve(folder, fields.text('client-key')),
    keyData: fields.decoded('client-key-data'),
    token: fields.text('token'),
    tokenFile: resolve(folder, fields.text('tokenFile')),
    username: fields.text('username'),
    password: fields.text('password'),
    as: fields.text('as'),
    asUid: fields.text('as-uid'),
    asGroups: fields.texts('as-groups'),
    asUserExtra: Object.fromEntries(extra.names().map((name) => [name, extra.texts(name)])),
    authProvider: provider && { name: provider.text('name'), config: readTexts(provider.child('config')) },
    exec: readExec(fields.optional('exec'), folder),
  };
}

function readExec(fields: Fields | undefined, folder: string): ExecConfig | undefined {
  if (!fields) return undefined;
  const apiVersion = fields.text('apiVersion');
  const command = fields.text('command');
  const env = fields.list('env').map((each, i) => new Fields(each, `${fields.at('env')}[${i}]`));
  // Only v1 requires the mode to be given (api/v1/defaults.go).
  const optional = /^client\.authentication\.k8s\.io\/v1(alpha|beta)1$/.test(apiVersion);
  return {
    apiVersion,
    command: command.includes('/') ? resolve(folder, command) : command,
    args: fields.texts('args'),
    env: env.map((each) => ({ name: each.text('name'), value: each.text('value') })),
    installHint: fields.text('installHint'),
    provideClusterInfo: fields.flag('provideClusterInfo'),
    interactiveMode: fields.text('interactiveMode') || (optional ? 'IfAvailable' : ''),
  };
}

const readTexts = (fields: Fields): Record<string, string> =>
  Object.fromEntries(fields.names().map((name) => [name, fields.text(name)]));

/** The entry without its last field: `clusters["x"]`, not `clusters["x"].cluster`. */
const entryOf = ({ where }: Fields): string => where.replace(/\.\w+$/, '');

const resolve = (folder: string, file: string): string => (file === '' ? '' : path.resolve(folder, file));
