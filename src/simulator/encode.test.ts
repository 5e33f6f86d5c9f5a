import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeMessage, envelope } from './encode.ts';
import { builtinKinds } from './kinds.ts';
import type { JsonObject } from './objects.ts';

/** A message as what it says: field numbers to values, nested where the bytes are a message, zero values left out. */
type Tree = Record<number, unknown[]>;

function tree(bytes: Buffer): Tree | undefined {
  const fields: Tree = {};
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const b = bytes[at++];
      if (b === undefined || shift > 63n) throw new RangeError();
      value |= BigInt(b & 127) << shift;
      if (b < 128) return value;
    }
  };
  try {
    while (at < bytes.length) {
      const tag = Number(varint());
      const no = tag >>> 3;
      if (no === 0) return undefined;
      let value: unknown;
      if ((tag & 7) === 0) value = varint();
      else if ((tag & 7) === 2) {
        const size = Number(varint());
        if (at + size > bytes.length) return undefined;
        const part = bytes.subarray(at, at + size);
        at += size;
        value = tree(part) ?? part.toString('latin1');
      } else return undefined;
      const empty =
        value === 0n || value === '' || (typeof value === 'object' && Object.keys(value as object).length === 0);
      if (!empty) (fields[no] ??= []).push(value);
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return fields;
}

const shown = (value: unknown): string => JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? `${v}n` : v));

describe('encodeMessage', () => {
  it('gives what the Kubernetes libraries give, but for zero values, for plain objects of many kinds', () => {
    const folder = new URL('../../test/conformance/objects/', import.meta.url);
    let compared = 0;
    // Kinds whose corpus has nothing that the typed API changes on its way (times with fractions, odd quantities).
    for (const plural of [
      'configmaps',
      'serviceaccounts',
      'roles',
      'rolebindings',
      'clusterroles',
      'ingressclasses',
      'storageclasses',
      'services',
    ]) {
      const kind = builtinKinds.find((k) => k.plural === plural)!;
      const { items } = JSON.parse(readFileSync(new URL(`${plural}.json`, folder), 'utf8')) as { items: JsonObject[] };
      const frames = readFileSync(new URL(`${plural}.watch.pb`, folder));
      let at = 0;
      for (const item of items) {
        const size = frames.readUInt32BE(at);
        const frame = frames.subarray(at + 4, at + 4 + size);
        at += 4 + size;
        const magic = frame.indexOf('k8s\0');
        const unknown = tree(frame.subarray(magic + 4))!;
        expect(shown(tree(encodeMessage(kind.message!, item))), `${plural} ${shown(item.metadata)}`).toBe(
          shown(unknown[2]![0]),
        );
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(40);
  });

  it('embeds what Go embeds', () => {
    const volume = encodeMessage('core.v1.Volume', { name: 'v', persistentVolumeClaim: { claimName: 'c' } });
    expect(tree(volume)).toEqual({ 1: ['v'], 2: [{ 10: [{ 1: ['c'] }] }] });
  });

  it('writes times, quantities, int-or-strings and negative numbers', () => {
    expect(
      tree(encodeMessage('core.v1.EventSeries', { count: -1, lastObservedTime: '2024-03-01T00:00:00.5Z' })),
    ).toEqual({
      1: [0xffffffffffffffffn],
      2: [{ 1: [1709251200n], 2: [500000000n] }],
    });
    expect(tree(encodeMessage('core.v1.ResourceRequirements', { limits: { cpu: '100m' } }))).toEqual({
      1: [{ 1: ['cpu'], 2: [{ 1: ['100m'] }] }],
    });
    expect(tree(encodeMessage('core.v1.ServicePort', { targetPort: 'http' }))).toEqual({
      4: [{ 1: [1n], 3: ['http'] }],
    });
  });

  it('puts a body into its envelope', () => {
    const body = envelope('v1', 'Pod', Buffer.from([10, 1, 65]));
    expect(body.subarray(0, 4).toString('latin1')).toBe('k8s\0');
    expect(tree(body.subarray(4))).toEqual({ 1: [{ 1: ['v1'], 2: ['Pod'] }], 2: [{ 1: ['A'] }] });
  });
});
