import { createPrivateKey, X509Certificate } from 'node:crypto';
import { parseAllDocuments } from 'yaml';
import { CodedError, errorText } from '../base/errors.ts';
import { fileFault, yamlFault } from '../base/file-fault.ts';
import type { Files } from '../base/files.ts';
import { Authorizer, type RbacOptions } from '../simulator/authorizer.ts';
import type { SimulateFlags } from './simulate.ts';

/** Reads `--rbac`. Throws CONFIG_INVALID, naming the file and the object. */
export function readRbac({ rbac: file, rbacUser: user }: SimulateFlags, files: Files): RbacOptions {
  const text = readText(file, '--rbac', files);
  try {
    const documents = [...parseAllDocuments(text, { logLevel: 'error' })];
    const fault = documents.flatMap(({ errors }) => errors)[0];
    if (fault) throw new Error(yamlFault(fault));
    const objects = documents.map((document) => document.toJS() ?? {});
    const options = { objects, ...(user && { user }) };
    new Authorizer(options);
    return options;
  } catch (error) {
    throw new CodedError('CONFIG_INVALID', `--rbac ${file}: ${errorText(error).split('\n', 1)[0]}`, error);
  }
}

/** Reads the certificate and key of the server; undefined where HTTPS is not asked for. Throws CONFIG_INVALID, naming flag and file. */
export function readServerIdentity(
  { tlsCert, tlsKey }: SimulateFlags,
  files: Files,
): { readonly cert: string; readonly key: string } | undefined {
  if (tlsCert === '' && tlsKey === '') return undefined;
  if (tlsCert === '') throw new CodedError('CONFIG_INVALID', '--tls-key: requires --tls-cert');
  if (tlsKey === '') throw new CodedError('CONFIG_INVALID', '--tls-cert: requires --tls-key');
  const identity = { cert: readText(tlsCert, '--tls-cert', files), key: readText(tlsKey, '--tls-key', files) };
  const certificate = attempt(() => new X509Certificate(identity.cert));
  const refuse = (problem: string): never => {
    throw new CodedError('CONFIG_INVALID', problem);
  };
  if (!certificate) return refuse(`--tls-cert ${tlsCert}: expected a certificate in PEM`);
  if (attempt(() => certificate.checkPrivateKey(createPrivateKey(identity.key)))) return identity;
  return refuse(`--tls-key ${tlsKey}: expected the private key of ${tlsCert} in PEM`);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Empty files are refused: for Node, an empty certificate or key is none at all. */
function readText(file: string, flag: string, files: Files): string {
  let text: string;
  try {
    text = files.readNow(file).toString('utf8');
  } catch (error) {
    throw new CodedError('CONFIG_INVALID', `${flag} ${file}: ${fileFault(error)}`, error);
  }
  if (text.trim() === '') throw new CodedError('CONFIG_INVALID', `${flag} ${file}: the file is empty`);
  return text;
}
