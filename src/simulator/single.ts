import { envelope } from './encode.ts';
import { apiVersionOf } from './kinds.ts';
import { negotiate, PROTOBUF } from './negotiate.ts';
import { at, type Json, type JsonObject, textAt } from './objects.ts';
import type { Place } from './paths.ts';
import type { Reply } from './reply.ts';
import type { Context } from './requests.ts';
import { badRequest, StatusError } from './status.ts';
import { StoredObject } from './stored.ts';
import { answerSubresource } from './subresources.ts';
import { tableOf } from './tables.ts';
import { apply, create, type DeleteOptions, find, patch, remove, removeAll, replace, type Target } from './writes.ts';

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
  const { query, accept } = request;
  const target: Target = { ...place, cluster, namespace: place.namespace ?? '', dryRun: query.has('dryRun') };
  const { created, result } = act(target, request);
  const code = created ? 201 : 200;
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

interface Outcome {
  readonly created: boolean;
  readonly result: StoredObject | JsonObject;
}

function act(target: Target, { method, contentType, body, query }: SingleRequest): Outcome {
  const part = answerSubresource(target, { method, body });
  if (part) return { created: method === 'POST', result: part };
  const done = (result: StoredObject | JsonObject): Outcome => ({ created: method === 'POST', result });
  switch (target.name === '' ? `${method} collection` : method) {
    case 'GET':
      return done(find(target));
    case 'POST collection':
      return done(create(target, objectIn(body)));
    case 'PUT':
      return done(replace(target, objectIn(body)));
    case 'PATCH':
      return contentType.startsWith('application/apply-patch')
        ? apply(target, objectIn(body), query.get('fieldManager') ?? '')
        : done(patch(target, contentType, body ?? null));
    case 'DELETE':
      return done(remove(target, deleteOptions(body, query)));
    case 'DELETE collection':
      return done(removeAll(target, query, deleteOptions(body, query)));
    default:
      throw new StatusError(405, 'MethodNotAllowed', `the server does not allow ${method} here`);
  }
}

function objectIn(body: Json | undefined): JsonObject {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badRequest('the body is no object');
  return body as JsonObject;
}

function deleteOptions(body: Json | undefined, query: URLSearchParams): DeleteOptions {
  const seconds = at(body, 'gracePeriodSeconds') ?? query.get('gracePeriodSeconds') ?? undefined;
  return {
    graceSeconds: seconds === undefined ? undefined : Number(seconds),
    orphan: (textAt(body, 'propagationPolicy') || query.get('propagationPolicy')) === 'Orphan',
    dryRun: ((at(body, 'dryRun') ?? []) as readonly Json[]).length > 0,
  };
}
