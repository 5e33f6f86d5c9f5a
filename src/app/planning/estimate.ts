import type { Compression } from '../../base/compression.ts';
import type { Amount } from '../../explorer/cardinality.ts';
import type { Identified } from '../../model/meta.ts';
import type { ResourcePlan } from '../../model/plan.ts';
import { familyOptions } from '../../plan/labels.ts';
import { renderSettings } from '../../plan/render-settings.ts';
import { compileRenderer, familyTexts, type Renderer, renderHeader } from '../../render/renderer.ts';
import type { Sample } from './sample.ts';

/** Rows that are compressed together, as the store does it (docs/decisions/0005-blocks.md). */
const BLOCK_ROWS = 128;

/** Expected size of a family, and the rows of the sample. */
export interface FamilyEstimate extends Amount {
  readonly name: string;
  readonly header: string;
  /** Text of the sampled objects. */
  readonly text: string;
}

/** Expected size of a resource. */
export interface ResourceEstimate {
  /** Objects that are shown. */
  readonly objects: number;
  /** Objects that are read. */
  readonly read: number;
  /** Bytes that the first sync reads. */
  readonly syncBytes: number;
  readonly families: readonly FamilyEstimate[];
}

/** Compiles the renderer of a resource as its pipeline does; a family that fails on an object is left out for it. */
export function rendererOf(plan: ResourcePlan): Renderer {
  return compileRenderer(
    { ...plan.resource, families: plan.families },
    () => true,
    familyOptions(plan.labels),
    () => {},
    renderSettings(plan),
  );
}

/** Estimates what a resource is shown as, from a sample of its objects. `share`: this process's part of the objects. */
export function estimateResource(
  plan: ResourcePlan,
  renderer: Renderer,
  sample: Sample,
  { share, nowMs, compression }: { readonly share: number; readonly nowMs: number; readonly compression: Compression },
): ResourceEstimate {
  const rows = new Rows(plan.families.length);
  let shown = 0;
  for (const { objects, weight } of sample.groups) {
    for (const object of objects) {
      if (!isShown(plan, object, nowMs)) continue;
      shown += weight;
      rows.add(familyTexts(renderer, object), weight);
    }
  }
  const { objectLimit } = plan.admission;
  const limited = objectLimit > 0 && shown > objectLimit ? objectLimit / shown : 1;
  const scale = limited * share;
  const families = plan.families.map((family, i): FamilyEstimate => {
    const header = shown > 0 ? renderHeader(family) : '';
    return {
      name: family.name,
      header,
      ...rows.amount(i, header, scale, Math.round(1 / share), compression),
      text: rows.text(i),
    };
  });
  return {
    objects: Math.round(shown * scale),
    read: Math.round(sample.count * share),
    syncBytes: Math.round(sample.count * sample.bytesEach),
    families,
  };
}

function isShown({ resource, admission }: ResourcePlan, object: Identified, nowMs: number): boolean {
  if (admission.finishedMaxAgeMs === 0 || !resource.expiry) return true;
  const endedAtMs = resource.expiry.endedAtMs(object);
  return endedAtMs === undefined || nowMs - endedAtMs <= admission.finishedMaxAgeMs;
}

/** Rows of the sampled objects, by family. */
class Rows {
  private readonly texts: string[][];
  private readonly series: number[];
  private readonly bytes: number[];

  constructor(families: number) {
    this.texts = Array.from({ length: families }, () => []);
    this.series = new Array<number>(families).fill(0);
    this.bytes = new Array<number>(families).fill(0);
  }

  add(texts: readonly string[], weight: number): void {
    for (const [i, text] of texts.entries()) {
      if (text === '') continue;
      this.texts[i]!.push(text);
      this.series[i]! += weight * (text.split('\n').length - 1);
      this.bytes[i]! += weight * Buffer.byteLength(text);
    }
  }

  amount(family: number, header: string, scale: number, stride: number, compression: Compression): Amount {
    const rawBytes = this.bytes[family]! * scale;
    return {
      series: Math.round(this.series[family]! * scale),
      rawBytes: Math.round(rawBytes) + header.length,
      packedBytes: Math.round(
        rawBytes * this.packedShare(family, stride, compression) + packedBytes(header, compression),
      ),
    };
  }

  text(family: number): string {
    return this.texts[family]!.join('');
  }

  private packedShare(family: number, stride: number, compression: Compression): number {
    // A shard has few of the objects that are alike.
    const rows = this.texts[family]!.filter((_, i) => i % stride === 0);
    let raw = 0;
    let packed = 0;
    for (let at = 0; at < rows.length; at += BLOCK_ROWS) {
      const block = rows.slice(at, at + BLOCK_ROWS).join('');
      raw += Buffer.byteLength(block);
      packed += packedBytes(block, compression);
    }
    return raw === 0 ? 0 : packed / raw;
  }
}

function packedBytes(text: string, compression: Compression): number {
  return text === '' ? 0 : compression.deflatePiece(Buffer.from(text), 'default').length;
}
