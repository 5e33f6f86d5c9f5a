import { fnv1a32 } from './fnv32.ts';

/** Low bits of a kin that tell objects of one namespace apart. */
const OWN_BITS = 20;
/** Characters of the hash of a pod template, and of the suffix of a pod. */
const SHORTEST_HASH = 8;
const LONGEST_HASH = 10;
const SUFFIX = 5;

/**
 * Computes a number for the text that an object has in common with others: its namespace in the upper bits, and its
 * name without generated suffixes below, so that the replicas of a workload have the same. Different kin may share a
 * number.
 */
export function kinOf(namespace: string, name: string): number {
  return (fnv1a32(namespace) << OWN_BITS) | (fnv1a32(name.slice(0, stemLength(name))) >>> (32 - OWN_BITS));
}

/** Returns the part of a kin that all objects of a namespace share. */
export function namespaceKin(kin: number): number {
  return (kin >> OWN_BITS) << OWN_BITS;
}

/**
 * Length of a name without what controllers append: an ordinal, or up to two hashes in the alphabet of
 * k8s.io/apimachinery's util/rand, as in `web-7d9f8b6c5d-x2z4k` and `backup-28900120-x2z4k`.
 */
export function stemLength(name: string): number {
  const last = name.lastIndexOf('-');
  if (last <= 0 || !isGenerated(name, last + 1, name.length, 1)) return name.length;
  const before = name.lastIndexOf('-', last - 1);
  return before > 0 && isGenerated(name, before + 1, last, SHORTEST_HASH) ? before : last;
}

/** Returns whether a part of a name is a number, or a hash of a minimum length. */
function isGenerated(name: string, start: number, end: number, shortest: number): boolean {
  if (end - start < shortest || end - start > LONGEST_HASH) return false;
  let digits = 0;
  for (let i = start; i < end; i++) {
    if (!isGeneratedCharacter(name.charCodeAt(i))) return false;
    if (name.charCodeAt(i) <= 0x39) digits++;
  }
  return digits === end - start || end - start >= SUFFIX;
}

/** Digits and lower-case consonants. */
function isGeneratedCharacter(code: number): boolean {
  if (code >= 0x30 && code <= 0x39) return true;
  if (code < 0x61 || code > 0x7a) return false;
  return code !== 0x61 && code !== 0x65 && code !== 0x69 && code !== 0x6f && code !== 0x75;
}
