import { constants, inflateRawSync } from 'node:zlib';
import type { RenderedObject } from '../../src/model/rendered-object.ts';
import type { ResourceSizes, ResourceView } from '../../src/model/view.ts';
import { familyView } from '../../src/packing/family-view.ts';
import { RowHash } from '../../src/render/row-hash.ts';
import { compression } from './packing.ts';

/** Families of a made-up resource. */
export const families = ['a', 'b', 'c'].map((name) => familyView(name, `# TYPE ${name} gauge\n`, compression));

/** SampleWriter as the renderer gives them, of texts in full: in short, behind other bytes, in a buffer that is used again. */
export function rendered(texts: readonly string[], identity = ''): RenderedObject {
  const own = texts.map((text, i) => inShort(text, families[i]!.name + identity));
  const bytes = Buffer.from(`junk${identity}${own.join('')}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const ends = new Int32Array(texts.length);
  const sampleEnds = new Int32Array(texts.length);
  const hashes = new Uint32Array(texts.length * 2);
  const start = 4 + Buffer.byteLength(identity);
  let at = start;
  let samples = 0;
  own.forEach((text, i) => {
    const from = at;
    at += Buffer.byteLength(text);
    samples += text.split('\n').length - 1;
    ends[i] = at;
    sampleEnds[i] = samples;
    if (text === '') return;
    const hash = new RowHash();
    hash.add(view, 4, start);
    hash.add(view, from, at);
    hash.finish(hashes, i * 2);
  });
  return { bytes, head: 4, start, ends, sampleEnds, hashes };
}

function inShort(text: string, lead: string): string {
  const lines = text.split('\n').slice(0, -1);
  const wrong = lines.find((line) => !line.startsWith(lead));
  if (wrong !== undefined) throw new Error(`a row that does not begin with ${lead}: ${wrong}`);
  return lines.map((line) => `${line.slice(lead.length)}\n`).join('');
}

/** The text of a family in a view. */
export function familyText(view: ResourceView, family: number): string {
  const texts = view.blocks.map((b) => {
    const stored = b.bytes.subarray(b.starts[family], b.ends[family]);
    if (view.encoding === 'raw' || stored.length === 0) return stored.toString();
    return inflateRawSync(stored, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
  });
  return texts.join('');
}

/** Its lines, sorted. */
export function familyLines(view: ResourceView, family: number): string[] {
  return familyText(view, family).split('\n').filter(Boolean).sort();
}

/** Samples of all families. */
export function samplesOf(view: ResourceSizes): number {
  let samples = 0;
  for (const block of view.blocks) for (const count of block.samples) samples += count;
  return samples;
}
