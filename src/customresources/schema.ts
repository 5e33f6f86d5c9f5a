import { configShape } from './config.ts';
import { descriptions } from './schema-texts.ts';
import type { Form, Keys, ReadNode } from './yaml-struct.ts';

/** A JSON Schema, or a part of one. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** A lookup without `=`, which no path can have. */
const PATH_STEP = '^(?!\\[[^=]+\\]$|\\[\\]$)';
const TYPES = ['Gauge', 'Info', 'StateSet'] as const;
const BOOLEAN_WORDS = [
  'y',
  'Y',
  'yes',
  'Yes',
  'YES',
  'on',
  'On',
  'ON',
  'n',
  'N',
  'no',
  'No',
  'NO',
  'off',
  'Off',
  'OFF',
];

/** Rules that a value of a key has to meet beside its type, so that it leads to metrics. */
const rules: Readonly<Record<string, JsonSchema>> = {
  'spec.resources.groupVersionKind': { required: ['group'] },
  'spec.resources.groupVersionKind.group': { type: 'string', minLength: 1, not: { const: '*' } },
  'spec.resources': { items: { required: ['groupVersionKind'] } },
  'spec.resources.metricNamePrefix': { pattern: '^([a-zA-Z_:][a-zA-Z0-9_:]*)?$' },
  'spec.resources.metrics': { items: { required: ['name', 'each'] } },
  'spec.resources.metrics.name': { pattern: '^[a-zA-Z0-9_:]+$' },
  'spec.resources.metrics.each': {
    type: 'object',
    required: ['type'],
    allOf: TYPES.map((type) => ({
      if: { properties: { type: { type: 'string', pattern: `^${anyCase(type)}$` } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required: [keyOf(type)], properties: { [keyOf(type)]: { type: 'object' } } },
    })),
  },
  'spec.resources.metrics.each.type': { anyOf: [{ enum: TYPES }, { pattern: `^(${TYPES.map(anyCase).join('|')})$` }] },
  'spec.resources.metrics.each.stateSet': { required: ['labelName'] },
  'spec.resources.metrics.each.stateSet.labelName': { type: 'string', minLength: 1 },
};

/**
 * Returns the JSON Schema (draft-07, which editors know best) of a configuration of custom resource state. Its keys and types are those of the
 * reader. It is stricter than the reader where that ignores something: a key that is unknown, a metric or an entry that is left out.
 */
export function configurationSchema(): JsonSchema {
  const { properties, ...root } = schemaOf(configShape, '');
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'CustomResourceStateMetrics',
    description: 'Metrics of custom resources, in the language of kube-state-metrics.',
    ...root,
    properties: {
      apiVersion: { type: 'string', description: 'Not used.' },
      kind: { const: 'CustomResourceStateMetrics' },
      ...(properties as JsonSchema),
    },
    // Anchors that entries share are often kept in keys of the user's own.
    patternProperties: { '^x-': {} },
    required: ['spec'],
  };
}

function schemaOf({ form }: ReadNode<unknown>, path: string): JsonSchema {
  const description = path === '' ? undefined : descriptions[path];
  if (path !== '' && description === undefined) throw new Error(`BUG: no description of ${path}`);
  const { items: ruleOfItems, ...rule } = rules[path] ?? {};
  const { items, ...type } = typeOf(form, path);
  const both = items || ruleOfItems ? { items: { ...(items as JsonSchema), ...(ruleOfItems as JsonSchema) } } : {};
  return { ...(description === undefined ? {} : { description }), ...type, ...both, ...rule };
}

function typeOf(form: Form, path: string): JsonSchema {
  if (form === 'text') return { type: ['string', 'number', 'boolean', 'null'] };
  if (form === 'flag') return { anyOf: [{ type: ['boolean', 'null'] }, { enum: BOOLEAN_WORDS }] };
  if (form === 'int32') return { type: ['integer', 'null'], minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };
  if ('struct' in form) return structOf(form.struct, path);
  // A path stands in a list of its own, or as the value of a label.
  if ('mapping' in form) return { type: ['object', 'null'], additionalProperties: partOf(form.mapping, path) };
  return { type: ['array', 'null'], ...boundsOf(path), items: partOf(form.list, path) };
}

function structOf(keys: Keys, path: string): JsonSchema {
  const properties = Object.entries(keys).map(([key, node]) => [
    key,
    schemaOf(node, path === '' ? key : `${path}.${key}`),
  ]);
  return { type: ['object', 'null'], additionalProperties: false, properties: Object.fromEntries(properties) };
}

/** The items of a list, or the values of a mapping. */
function partOf({ form }: ReadNode<unknown>, path: string): JsonSchema {
  return { ...typeOf(form, path), ...(form === 'text' && isPath(path) ? { pattern: PATH_STEP } : {}) };
}

function isPath(path: string): boolean {
  return /(?:^|\.)(?:path|valueFrom|labelsFromPath)$/.test(path);
}

function boundsOf(path: string): JsonSchema {
  return isPath(path) ? { maxItems: 64 } : {};
}

/** A pattern for a word in any case, for JSON Schema has no flag for that. */
function anyCase(word: string): string {
  return [...word].map((letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`).join('');
}

function keyOf(type: (typeof TYPES)[number]): string {
  return type[0]!.toLowerCase() + type.slice(1);
}
