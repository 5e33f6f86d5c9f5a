import { isIP } from 'node:net';

/** An IP address: its bits, and whether it is one of IPv4, as which addresses of IPv4 that are mapped to IPv6 count too. */
export interface IpAddress {
  readonly value: bigint;
  readonly bits: 32 | 128;
}

/** A network: the addresses whose first bits are these. */
export interface IpNetwork {
  readonly address: IpAddress;
  readonly prefixBits: number;
}

const MAPPED = 0xffffn << 32n;

/** Parses an IP address without brackets, port and zone, as Go's net.ParseIP; undefined for anything else. */
export function parseIp(text: string): IpAddress | undefined {
  const version = text.includes('%') ? 0 : isIP(text);
  if (version === 0) return undefined;
  if (version === 4) return { value: ipv4(text), bits: 32 };
  const value = ipv6(text);
  return value >> 32n === 0xffffn ? { value: value - MAPPED, bits: 32 } : { value, bits: 128 };
}

/** Parses a network such as `10.0.0.0/8`, as Go's net.ParseCIDR; undefined for anything else. */
export function parseNetwork(text: string): IpNetwork | undefined {
  const found = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const address = found && parseIp(found[1]!);
  if (!found || !address) return undefined;
  const mapped = address.bits === 32 && found[1]!.includes(':');
  const prefixBits = Number(found[2]) - (mapped ? 96 : 0);
  return prefixBits > address.bits || prefixBits < 0 ? undefined : { address, prefixBits };
}

/** Returns whether a network holds an address. */
export function holdsIp({ address, prefixBits }: IpNetwork, ip: IpAddress): boolean {
  const shift = BigInt(address.bits - prefixBits);
  return address.bits === ip.bits && address.value >> shift === ip.value >> shift;
}

/** Returns whether an address is one of this machine alone. */
export function isLoopback({ value, bits }: IpAddress): boolean {
  return bits === 32 ? value >> 24n === 127n : value === 1n;
}

function ipv4(text: string): bigint {
  return text.split('.').reduce((value, part) => (value << 8n) + BigInt(part), 0n);
}

function ipv6(text: string): bigint {
  const dotted = /[^:]*\.[^:]*$/.exec(text)?.[0];
  const tail = dotted === undefined ? undefined : ipv4(dotted);
  const groups =
    tail === undefined ? text : text.replace(dotted!, `${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`);
  const [head = '', rest] = groups.split('::');
  const parts = (half: string): string[] => (half === '' ? [] : half.split(':'));
  const [left, right] = [parts(head), parts(rest ?? '')];
  const middle = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...middle, ...right].reduce((value, part) => (value << 16n) + BigInt(`0x${part}`), 0n);
}
