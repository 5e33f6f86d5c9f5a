import { CodedError, errorText } from '../base/errors.ts';
import type { ExecConfig, KubeCluster, KubeUser } from './kubeconfig.ts';
import { checkProxy } from './proxy.ts';

/** Says why a file cannot be read; undefined where it can. */
type Unreadable = (file: string) => string | undefined;

/** Versions of the protocol of credential plugins. */
export const PLUGIN_VERSIONS: readonly string[] = [
  'client.authentication.k8s.io/v1',
  'client.authentication.k8s.io/v1beta1',
];

const MODES = ['Never', 'IfAvailable', 'Always'];

/** Lists what is wrong with the cluster that a context names (client-go, tools/clientcmd/validation.go, validateClusterInfo). */
export function clusterProblems(cluster: KubeCluster, where: string, unreadable: Unreadable): string[] {
  const at = `${cluster.where || where}.cluster`;
  const problems: string[] = [];
  if (cluster.server === '') problems.push(`${at}.server: missing`);
  if (cluster.proxyUrl !== '') problems.push(...textOf(() => checkProxy(cluster.proxyUrl, `${at}.proxy-url`)));
  if (cluster.caFile !== '' && cluster.caData !== '') problems.push(bothGiven(at, 'certificate-authority'));
  return [...problems, ...fileProblem(`${at}.certificate-authority`, cluster.caFile, unreadable)];
}

/** Lists what is wrong with the user that a context names (validation.go, validateAuthInfo). */
export function userProblems(user: KubeUser, unreadable: Unreadable): string[] {
  const at = `${user.where}.user`;
  const problems: string[] = [];
  if (user.certFile !== '' || user.certData !== '') problems.push(...certificateProblems(user, at, unreadable));
  if (user.exec) problems.push(...execProblems(user.exec, `${at}.exec`));
  if (user.exec && user.authProvider) problems.push(`${at}: exec cannot be combined with auth-provider`);
  if (user.token !== '' && (user.username !== '' || user.password !== '')) {
    problems.push(`${at}: token cannot be combined with username and password`);
  }
  const asMore = user.asUid !== '' || user.asGroups.length > 0 || Object.keys(user.asUserExtra).length > 0;
  if (asMore && user.as === '') problems.push(`${at}: as-uid, as-groups and as-user-extra need "as"`);
  return problems;
}

function certificateProblems(user: KubeUser, at: string, unreadable: Unreadable): string[] {
  const problems: string[] = [];
  if (user.certFile !== '' && user.certData !== '') problems.push(bothGiven(at, 'client-certificate'));
  if (user.keyFile !== '' && user.keyData !== '') problems.push(bothGiven(at, 'client-key'));
  if (user.keyFile === '' && user.keyData === '')
    problems.push(`${at}.client-key: missing, as there is a client-certificate`);
  return [
    ...problems,
    ...fileProblem(`${at}.client-certificate`, user.certFile, unreadable),
    ...fileProblem(`${at}.client-key`, user.keyFile, unreadable),
  ];
}

function execProblems(exec: ExecConfig, at: string): string[] {
  const problems: string[] = [];
  if (exec.command === '') problems.push(`${at}.command: missing`);
  if (exec.apiVersion === '') problems.push(`${at}.apiVersion: missing`);
  exec.env.forEach(({ name }, i) => {
    if (name === '') problems.push(`${at}.env[${i}].name: missing`);
  });
  if (exec.interactiveMode === '') problems.push(`${at}.interactiveMode: missing; expected ${MODES.join(', ')}`);
  else if (!MODES.includes(exec.interactiveMode)) {
    problems.push(`${at}.interactiveMode: expected ${MODES.join(', ')}, found "${exec.interactiveMode}"`);
  }
  return problems;
}

const bothGiven = (at: string, field: string): string => `${at}: ${field} and ${field}-data are both given`;

function fileProblem(at: string, file: string, unreadable: Unreadable): string[] {
  const fault = file === '' ? undefined : unreadable(file);
  return fault === undefined ? [] : [`${at}: ${file}: ${fault}`];
}

function textOf(check: () => unknown): string[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return [errorText(error)];
  }
}
