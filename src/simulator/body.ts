import { parse as parseYaml } from 'yaml';
import type { ServerRequest } from '../base/network.ts';
import { decodeBody, isProtobufBody } from './decode-body.ts';
import type { Json } from './objects.ts';
import { badRequest } from './status.ts';

/** Reads the body of a request in JSON, protobuf or, for server-side apply, YAML; undefined where it is empty. Throws 400 and 415. */
export async function readBody(request: ServerRequest): Promise<Json | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  if (body.length === 0) return undefined;
  if (isProtobufBody(body)) return decodeBody(body);
  const isYaml = /yaml/.test(String(request.headers['content-type'] ?? ''));
  try {
    return (isYaml ? parseYaml(body.toString()) : JSON.parse(body.toString())) as Json;
  } catch {
    throw badRequest(`the body is not valid ${isYaml ? 'YAML' : 'JSON'}`);
  }
}
