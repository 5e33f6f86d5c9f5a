import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The conformance corpus as data: objects, flag sets and what they are expected to give. */

const folder = fileURLToPath(new URL('../conformance/', import.meta.url));

export interface FlagSet {
  readonly name: string;
  readonly args: readonly string[];
  readonly resources: readonly string[];
}

interface Rule {
  readonly drop?: readonly string[];
  readonly change?: Readonly<Record<string, string>>;
}

const decided = JSON.parse(readFileSync(`${folder}decided.json`, 'utf8')) as { flagsets: Record<string, Rule> };

export function readFlagSet(name: string): FlagSet {
  const { args, resources } = JSON.parse(readFileSync(`${folder}flagsets/${name}/flags.json`, 'utf8'));
  return { name, args, resources };
}

/** The plural names of the resources that have objects. */
export function resourceNames(): readonly string[] {
  return readdirSync(`${folder}objects`)
    .filter((f) => f.endsWith('.json'))
    .map((f) => f.slice(0, -5));
}

/** The objects of a resource, each as the bytes of its JSON. */
export function readJsonObjects(resource: string): readonly Buffer[] {
  if (!existsSync(`${folder}objects/${resource}.json`)) return [];
  const list = JSON.parse(readFileSync(`${folder}objects/${resource}.json`, 'utf8')) as { items: unknown[] };
  return list.items.map((item) => Buffer.from(JSON.stringify(item)));
}

/** The same objects as protobuf watch frames: 4 bytes of length each, and a WatchEvent. */
export function readWatchFrames(resource: string): Buffer {
  return readFileSync(`${folder}objects/${resource}.watch.pb`);
}

/** The body of a protobuf list answer with the same objects. */
export function readProtobufList(resource: string): Buffer {
  return readFileSync(`${folder}objects/${resource}.pb`);
}

/** What a flag set gives for a resource, with the decided differences applied; undefined where it gives nothing. */
export function readExpected(flagset: string, resource: string): string | undefined {
  const file = `${folder}flagsets/${flagset}/expected/${resource}.prom`;
  if (!existsSync(file)) return undefined;
  let lines = readFileSync(file, 'utf8').split('\n');
  for (const rule of [decided.flagsets['*'], decided.flagsets[flagset]]) {
    for (const dropped of rule?.drop ?? []) {
      const at = lines.indexOf(dropped);
      if (at >= 0) lines.splice(at, 1);
    }
    lines = lines.map((line) => rule?.change?.[line] ?? line);
  }
  return lines.join('\n');
}

/**
 * An exposition in the form of the expected files: no HELP lines, the samples of each family in the order of their bytes.
 */
export function normalized(text: string): string {
  const out: string[] = [];
  let samples: string[] = [];
  const flush = (): void => {
    out.push(...samples.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    samples = [];
  };
  for (const line of text.split('\n')) {
    if (line.startsWith('# TYPE ')) {
      flush();
      out.push(line);
    } else if (line !== '' && !line.startsWith('#')) {
      samples.push(line);
    }
  }
  flush();
  return out.length > 0 ? `${out.join('\n')}\n` : '';
}

/** A change of an object on top of the corpus. */
export interface CorpusEvent {
  readonly resource: string;
  readonly type: string;
  readonly object: unknown;
}

/** The changes of a flag set; none where it has no `events.json`. */
export function readEvents(flagset: string): readonly CorpusEvent[] {
  const file = `${folder}flagsets/${flagset}/events.json`;
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
}

/** All that a watch on a resource brings: its objects and what a flag set changes of them. */
export function readWatchBody(resource: string, flagset: string, encoding: 'json' | 'protobuf'): Buffer {
  const events = readEvents(flagset);
  if (encoding === 'json') {
    const added = readJsonObjects(resource).map((object) => `{"type":"ADDED","object":${object}}\n`);
    const changes = events.filter((e) => e.resource === resource).map((e) => `${JSON.stringify(e)}\n`);
    return Buffer.from([...added, ...changes].join(''));
  }
  if (events.length === 0) return readWatchFrames(resource);
  // The frames of all resources are in one file, in the order of the events.
  const frames = splitFrames(readFileSync(`${folder}flagsets/${flagset}/events.watch.pb`));
  return Buffer.concat([readWatchFrames(resource), ...frames.filter((_, i) => events[i]!.resource === resource)]);
}

/** Cuts protobuf watch frames apart; each keeps its length. */
export function splitFrames(bytes: Buffer): readonly Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32BE(at);
    frames.push(bytes.subarray(at, end));
    at = end;
  }
  return frames;
}
