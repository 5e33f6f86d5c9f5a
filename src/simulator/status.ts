import type { JsonObject } from './objects.ts';

/** An answer that is no success, with the Status object that the API sends for it. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: JsonObject | undefined;
  constructor(code: number, reason: string, message: string, details?: JsonObject) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  toStatus(): JsonObject {
    const { code, reason, message, details } = this;
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      ...(details && { details }),
      code,
    };
  }
}

/** Creates the error for a request that cannot be understood. */
export const badRequest = (message: string): StatusError => new StatusError(400, 'BadRequest', message);
/** Creates the error for an object or resource that does not exist. */
export const notFound = (what: string): StatusError => new StatusError(404, 'NotFound', `${what} not found`);
/** Creates the error for an update of a version that is no longer current. */
export const conflict = (message: string): StatusError => new StatusError(409, 'Conflict', message);
/** Creates the error for an object that is not valid. */
export const invalid = (message: string): StatusError => new StatusError(422, 'Invalid', message);
/** Creates the error for a resource version that has been compacted. */
export const expired = (message: string): StatusError => new StatusError(410, 'Expired', message);
/** The server has not seen this version yet (apiserver's NewTooLargeResourceVersionError). */
export const tooLarge = (wanted: string, current: number): StatusError =>
  new StatusError(504, 'Timeout', `Too large resource version: ${wanted}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });

/** The reason that the API gives with a code. */
export function reasonOf(code: number): string {
  const reasons: Readonly<Record<number, string>> = {
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'NotFound',
    410: 'Expired',
    429: 'TooManyRequests',
    500: 'InternalError',
    503: 'ServiceUnavailable',
  };
  return reasons[code] ?? 'Unknown';
}
