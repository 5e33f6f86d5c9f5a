import { compileDecoder } from '../../src/decode/decoder.ts';
import type { Family, FamilyOptions } from '../../src/model/family.ts';
import type { Identified } from '../../src/model/meta.ts';
import { type Resource, resource } from '../../src/model/resource.ts';
import { compileKeyFilter } from '../../src/plan/key-filter.ts';
import { compileRenderer, familyTexts, type Renderer, renderHeader } from '../../src/render/renderer.ts';

/** Objects to text for tests: through the decoder and the renderer, as the program does it. */

export type Encoding = 'json' | 'protobuf';
export const ENCODINGS: readonly Encoding[] = ['json', 'protobuf'];

const CONTENT_TYPES = { json: 'application/json', protobuf: 'application/vnd.kubernetes.protobuf' } as const;

/** Which families are on, and what the flags say to them. */
export interface Selection {
  readonly options: FamilyOptions;
  readonly selects: (family: Family) => boolean;
}

/** No labels and no annotations; every one of them. */
export const noKeys: FamilyOptions = { labels: undefined, annotations: undefined };
export const allKeys: FamilyOptions = { labels: compileKeyFilter(['*']), annotations: compileKeyFilter(['*']) };

/** Every family, opt-in or not, with all labels and annotations. */
export const everything: Selection = { options: allKeys, selects: () => true };

/** Compiles a plan that throws what its families throw. */
export function planOf(resource: Resource, { options, selects }: Selection): Renderer {
  return compileRenderer(resource, selects, options, (family, _, error) => {
    throw new Error(`${family.name} failed`, { cause: error });
  });
}

/** Each family's rows of an object, in order. */
export function rowsOf(plan: Renderer, object: Identified): string[] {
  return familyTexts(plan, object);
}

/** Objects as the lines of a JSON watch. */
export function jsonWatch(objects: readonly unknown[]): Buffer {
  return Buffer.from(objects.map((object) => `${JSON.stringify({ type: 'ADDED', object })}\n`).join(''));
}

/** Returns the objects that exist at the end of a watch, in order of arrival; throws if one cannot be decoded. */
export function readWatch(plan: Renderer, encoding: Encoding, body: Buffer): readonly Identified[] {
  const objects = new Map<string, Identified>();
  const key = ({ metadata }: Identified): string => `${metadata.namespace}/${metadata.name}`;
  const fail = (error: unknown): never => {
    throw error;
  };
  const receiver = {
    ownership: undefined,
    foreign: () => {},
    upsert: (object: Identified) => objects.set(key(object), object),
    delete: (object: Identified) => objects.delete(key(object)),
    bookmark: () => {},
    error: fail,
    bad: fail,
  };
  const stream = compileDecoder(plan.resource.form === 'json' ? 'json' : 'full', plan.shape, 'generated').openWatch(
    CONTENT_TYPES[encoding],
    receiver,
  );
  stream.push(body);
  if (!stream.whole()) throw new Error('the watch was cut');
  return [...objects.values()];
}

/** Objects as an exposition; empty where there are none. */
export function expositionOf(plan: Renderer, objects: readonly Identified[]): string {
  if (objects.length === 0) return '';
  const texts = plan.families.map(renderHeader);
  for (const object of objects) for (const [i, rows] of rowsOf(plan, object).entries()) texts[i] += rows;
  return texts.join('');
}

/** The samples of one object as lines, all labels and annotations included; of the families that are named, or of all. */
export function samplesOf(resource: Resource, object: unknown, ...names: readonly string[]): readonly string[] {
  const unknown = names.filter((name) => !resource.families.some((f) => f.name === name));
  if (unknown.length > 0) throw new Error(`no family ${unknown.join()}`);
  const plan = planOf(resource, { options: allKeys, selects: (f) => names.length === 0 || names.includes(f.name) });
  const objects = readWatch(plan, 'json', jsonWatch([object]));
  return rowsOf(plan, objects[0]!)
    .join('')
    .split('\n')
    .filter((line) => line !== '');
}

/** The samples that one family makes of an object, without labels of a resource. */
export function familySamplesOf(family: Family, object: unknown): readonly string[] {
  return samplesOf(resource({ plural: 'things', kind: 'Thing', identityLabels: [], families: [family] }), object);
}
