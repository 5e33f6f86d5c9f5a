import { encodeMessage, message } from './encode.ts';
import type { Kind } from './kinds.ts';
import type { ApiObject, JsonObject } from './objects.ts';

/** An object at one revision, and its encodings, each made when it is first asked for and shared by all readers. */
export class StoredObject {
  readonly value: ApiObject;
  private readonly kind: Kind;
  private json: Buffer | undefined;
  private protobuf: Buffer | undefined;

  constructor(value: ApiObject, kind: Kind) {
    this.value = value;
    this.kind = kind;
  }

  /** JSON text. */
  toJson(): Buffer {
    this.json ??= Buffer.from(JSON.stringify(this.value));
    return this.json;
  }

  /** The bare protobuf message. Throws for kinds that have none. */
  toProtobuf(): Buffer {
    if (!this.kind.message) throw new Error(`BUG: ${this.kind.plural} have no protobuf form`);
    this.protobuf ??= encodeMessage(this.kind.message, this.value);
    return this.protobuf;
  }

  /** The bare message of PartialObjectMetadata: metadata alone. */
  toPartialProtobuf(): Buffer {
    return message([1, encodeMessage('apis.meta.v1.ObjectMeta', this.value.metadata as JsonObject)]);
  }

  /** PartialObjectMetadata. */
  toPartial(): JsonObject {
    return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: this.value.metadata };
  }
}
