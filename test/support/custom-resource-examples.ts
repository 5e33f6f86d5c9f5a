import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from './process.ts';

/** The configurations of `deploy/custom-resources`, with objects and the exposition that they lead to. */

const folder = path.join(root, 'deploy/custom-resources');

/** A configuration for an API. */
export interface Example {
  readonly name: string;
  /** Paths of its files. */
  readonly config: string;
  readonly objects: string;
  readonly rbac: string;
  /** Text of the exposition. */
  readonly expected: string;
}

/** All configurations. */
export const examples: readonly Example[] = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => {
    const file = (base: string): string => path.join(folder, name, base);
    return {
      name,
      config: file('config.yaml'),
      objects: file('objects.yaml'),
      rbac: file('rbac.yaml'),
      expected: readFileSync(file('expected.txt'), 'utf8'),
    };
  });

/** An object of an example. */
export interface ExampleObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** The objects of an example. */
export function objectsOf({ objects }: Example): readonly ExampleObject[] {
  return parseAllDocuments(readFileSync(objects, 'utf8')).map((document) => document.toJS() as ExampleObject);
}

/** Plurals that adding an s does not give. */
const plurals: Readonly<Record<string, string>> = {
  GatewayClass: 'gatewayclasses',
  EC2NodeClass: 'ec2nodeclasses',
  GitRepository: 'gitrepositories',
  OCIRepository: 'ocirepositories',
  HelmRepository: 'helmrepositories',
  ImageRepository: 'imagerepositories',
  ImagePolicy: 'imagepolicies',
};

/** Returns the plural of a kind of the examples. */
export function pluralOf(kind: string): string {
  return plurals[kind] ?? `${kind.toLowerCase()}s`;
}
