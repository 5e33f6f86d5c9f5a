import { EMBEDDED, messageFields, messageNames, REFERS } from './encode.ts';
import { apiVersionOf, type Kind } from './kinds.ts';
import type { JsonObject } from './objects.ts';

/** Schemas of OpenAPI v3 from the table of protobuf fields: enough for `kubectl explain`, without the texts of Kubernetes. */

const PREFIX = '#/components/schemas/';

/** Builds the schemas of kinds and of everything that they refer to, by name. */
export function schemasOf(kinds: readonly Kind[]): JsonObject {
  const schemas: Record<string, JsonObject> = {};
  for (const kind of kinds) {
    const root = kind.message ?? `custom.${kind.group}.${kind.version}.${kind.kind}`;
    if (kind.message) addMessage(kind.message, schemas);
    else addMessage('apis.meta.v1.ObjectMeta', schemas);
    const name = schemaName(root);
    const own = (schemas[name]?.properties ?? { metadata: reference('apis.meta.v1.ObjectMeta') }) as JsonObject;
    const described = (description: string): JsonObject => ({ type: 'string', description });
    schemas[name] = {
      type: 'object',
      description: `${kind.kind} as the simulated API server stores it.`,
      properties: {
        apiVersion: described(`Always ${apiVersionOf(kind)}.`),
        kind: described(`Always ${kind.kind}.`),
        ...own,
      },
      'x-kubernetes-group-version-kind': [{ group: kind.group, version: kind.version, kind: kind.kind }],
    };
  }
  return schemas;
}

function schemaName(message: string): string {
  return `io.k8s.api.${message}`;
}

function reference(message: string): JsonObject {
  return { allOf: [{ $ref: PREFIX + schemaName(message) }], default: {} };
}

function addMessage(message: string, schemas: Record<string, JsonObject>): void {
  const name = schemaName(message);
  if (schemas[name]) return;
  schemas[name] = {};
  schemas[name] = { type: 'object', properties: propertiesOf(message, schemas) };
}

function propertiesOf(message: string, schemas: Record<string, JsonObject>): JsonObject {
  const properties: Record<string, JsonObject> = {};
  for (const [name, [, type]] of Object.entries(messageFields(message) ?? {})) {
    const isEmbedded = EMBEDDED.has(name) || (name === 'localObjectReference' && REFERS.test(message));
    if (isEmbedded) Object.assign(properties, propertiesOf(type, schemas));
    else properties[name] = schemaOf(type, schemas);
  }
  return properties;
}

function schemaOf(type: string, schemas: Record<string, JsonObject>): JsonObject {
  if (type.startsWith('repeated ')) return { type: 'array', items: schemaOf(type.slice(9), schemas) };
  if (type.startsWith('map ')) return { type: 'object', additionalProperties: schemaOf(type.slice(4), schemas) };
  const scalar = SCALARS[type];
  if (scalar) return scalar;
  if (!messageNames.includes(type)) return { type: 'object' };
  addMessage(type, schemas);
  return reference(type);
}

const SCALARS: Readonly<Record<string, JsonObject>> = {
  string: { type: 'string' },
  bytes: { type: 'string', format: 'byte' },
  bool: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  'api.resource.Quantity': { type: 'string' },
  'apis.meta.v1.Time': { type: 'string', format: 'date-time' },
  'apis.meta.v1.MicroTime': { type: 'string', format: 'date-time' },
  'apis.meta.v1.Duration': { type: 'string' },
  'util.intstr.IntOrString': { type: 'string', format: 'int-or-string' },
  'runtime.RawExtension': { type: 'object' },
  'apis.meta.v1.FieldsV1': { type: 'object' },
};
