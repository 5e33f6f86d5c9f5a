import { envelope } from './encode.ts';
import { apiVersionOf } from './kinds.ts';
import { negotiate, PROTOBUF } from './negotiate.ts';
import type { Json, JsonObject } from './objects.ts';
import type { Place } from './paths.ts';
import type { Reply } from './reply.ts';
import type { Context } from './requests.ts';
import { StatusError } from './status.ts';
import { StoredObject } from './stored.ts';
import { tableOf } from './tables.ts';
import { create, find, patch, remove, replace, type Target } from './writes.ts';

/** A request for one object, or to create one. */
export interface SingleRequest {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly accept: string | undefined;
  readonly contentType: string;
  readonly body: Json | undefined;
}

/** Answers a request for one object. Throws StatusError. */
export function answerSingle(
  { cluster, clock }: Pick<Context, 'cluster' | 'clock'>,
  place: Place,
  request: SingleRequest,
  reply: Reply,
): void {
  const { method, query, accept } = request;
  const target: Target = { ...place, cluster, namespace: place.namespace ?? '', dryRun: query.has('dryRun') };
  const result = act(target, request);
  const code = method === 'POST' ? 201 : 200;
  if (!(result instanceof StoredObject)) {
    reply.json(code, result);
    return;
  }
  const { kind } = place.collection;
  const form = negotiate(accept, kind);
  if (form.as === 'Table') {
    const include = query.get('includeObject') ?? 'Metadata';
    reply.json(code, tableOf(kind, [result], include, {}, true, clock.unixMs()));
  } else if (form.as === 'PartialObjectMetadata') reply.json(code, result.toPartial());
  else if (form.protobuf) {
    reply.head(code, PROTOBUF);
    reply.response.end(envelope(apiVersionOf(kind), kind.kind, result.toProtobuf()));
  } else reply.json(code, result.value);
}

function act(target: Target, { method, contentType, body }: SingleRequest): StoredObject | JsonObject {
  switch (method) {
    case 'GET':
      return find(target);
    case 'POST':
      return create(target, body as JsonObject);
    case 'PUT':
      return replace(target, body as JsonObject);
    case 'PATCH':
      return patch(target, contentType, body ?? null);
    case 'DELETE':
      return remove(target);
    default:
      throw new StatusError(405, 'MethodNotAllowed', `the server does not allow ${method} here`);
  }
}
