import { domainToASCII } from 'node:url';
import { CodedError } from '../base/errors.ts';
import type { Environment } from '../base/ports.ts';
import { holdsIp, type IpAddress, isLoopback, parseIp, parseNetwork } from './addresses.ts';
import { hideCredentials } from './server-url.ts';

/** Proxies that can be used. */
const SCHEMES = ['http', 'https', 'socks5', 'socks5h'];

/** A host that is to be reached, as the exceptions see it. */
interface Target {
  readonly host: string;
  readonly port: string;
  /** Undefined where the host is a name. */
  readonly ip: IpAddress | undefined;
}

/**
 * Returns the proxy that the environment names for a URL, by the rules of Go's golang.org/x/net/http/httpproxy; undefined: none. Throws
 * CREDENTIALS, naming the variable, where it is no URL of a proxy (Go then uses none), and for HTTP_PROXY within CGI, where whoever
 * sends a request sets it (https://go.dev/s/cgihttpproxy).
 */
export function proxyOf(url: URL, env: Environment): string | undefined {
  const secure = url.protocol === 'https:';
  const name = firstSet(env, secure ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy']);
  if (name === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  if (!secure && env.REQUEST_METHOD) {
    throw new CodedError(
      'CREDENTIALS',
      `${name}: not used where REQUEST_METHOD is set, as a CGI program has it from its clients`,
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const target: Target = { host, port: url.port || (secure ? '443' : '80'), ip: parseIp(host) };
  if (host === 'localhost' || (target.ip && isLoopback(target.ip))) return undefined;
  const exceptions = env[firstSet(env, ['NO_PROXY', 'no_proxy']) ?? ''] ?? '';
  if (exceptions.split(',').some((entry) => excepts(entry.trim().toLowerCase(), target))) return undefined;
  return checkProxy(env[name]!, name, 'http');
}

/**
 * Checks the URL of a proxy and returns it with its scheme: `scheme` where it has none, if given. Throws CREDENTIALS with `where`, and
 * without the password.
 */
export function checkProxy(text: string, where: string, scheme?: string): string {
  const named = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const full = named || scheme === undefined ? text : `${scheme}://${text}`;
  const parsed = URL.canParse(full) ? new URL(full) : undefined;
  if (!parsed || parsed.hostname === '' || !SCHEMES.includes(parsed.protocol.slice(0, -1))) {
    const found = hideCredentials(text);
    throw new CodedError('CREDENTIALS', `${where}: expected a URL with scheme ${SCHEMES.join(', ')}, found "${found}"`);
  }
  return full;
}

const firstSet = (env: Environment, names: readonly string[]): string | undefined => names.find((name) => env[name]);

/** Returns whether an entry of NO_PROXY, in lower case, excepts a host. */
function excepts(entry: string, { host, port, ip }: Target): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  const network = parseNetwork(entry);
  if (network) return ip !== undefined && holdsIp(network, ip);
  const [entryHost, entryPort] = splitPort(entry);
  if (entryHost === '' || (entryPort !== '' && entryPort !== port)) return false;
  const address = parseIp(entryHost);
  if (address) return ip?.bits === address.bits && ip.value === address.value;
  return ip === undefined && isWithin(host, entryHost);
}

/** Splits `host:port` and `[address]:port`; anything else is a host (Go's net.SplitHostPort). */
function splitPort(entry: string): [host: string, port: string] {
  const found = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(entry);
  return found ? [found[1] ?? found[2] ?? '', found[3]!] : [entry, ''];
}

/** `a.b` is itself and what is below it; `.a.b` and `*.a.b` are what is below it. */
function isWithin(host: string, entry: string): boolean {
  const below = entry.startsWith('*.') ? entry.slice(1) : entry;
  const suffix = ascii(below.startsWith('.') ? below : `.${below}`);
  return host.endsWith(suffix) || (!below.startsWith('.') && host === suffix.slice(1));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with control characters.
const ascii = (name: string): string => (/^[\x00-\x7f]*$/.test(name) ? name : `.${domainToASCII(name.slice(1))}`);
