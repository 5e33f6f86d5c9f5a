import type { Kind } from './kinds.ts';
import { StatusError } from './status.ts';

export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** The form in which a client is answered. */
export interface Form {
  readonly protobuf: boolean;
  readonly as: 'full' | 'PartialObjectMetadata' | 'Table';
}

/** The first clause of an Accept header that can be served for a kind. Throws 406 where there is none. */
export function negotiate(accept: string | undefined, kind: Kind): Form {
  for (const clause of (accept || '*/*').split(',')) {
    const [type, ...parameters] = clause.split(';').map((part) => part.trim());
    const as =
      parameters
        .find((p) => p.startsWith('as='))
        ?.slice(3)
        .replace(/List$/, '') ?? 'full';
    if (as !== 'full' && as !== 'PartialObjectMetadata' && as !== 'Table') continue;
    // A Table has no protobuf form, and neither have custom resources.
    if (type === PROTOBUF && as !== 'Table' && (kind.message || as !== 'full')) return { protobuf: true, as };
    if (type === 'application/json' || type === '*/*' || type === 'application/*') return { protobuf: false, as };
  }
  throw new StatusError(406, 'NotAcceptable', 'only the following media types are accepted: application/json');
}
