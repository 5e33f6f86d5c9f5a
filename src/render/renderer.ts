import { errorCode } from '../base/errors.ts';
import { fullText } from '../model/compact-samples.ts';
import type { Family, FamilyOptions, RenderFamily } from '../model/family.ts';
import { type Identified, identity } from '../model/meta.ts';
import type { RenderedObject } from '../model/rendered-object.ts';
import type { IdentityLabel, Resource } from '../model/resource.ts';
import { mergeShapes, type Shape } from '../model/schema.ts';
import { CompactSampleWriter } from './sample-writer.ts';

/** Compiled form of a resource: the enabled families, the fields to read for them, and the render function. */
export interface Renderer {
  readonly resource: Resource;
  /** In the order in which they are written. */
  readonly families: readonly Family[];
  /** The union of the fields that the families read, and of the object's identity. */
  readonly shape: Shape;
  /** Undefined where the object is beyond the limits of one; that has been reported then. */
  readonly render: (object: Identified) => RenderedObject | undefined;
}

/** Called with a family that threw on an object. The family is left out, or the whole object with OBJECT_TOO_LARGE. */
export type RenderFailure = (family: Family, object: Identified, error: unknown) => void;

/** Differences of samples from the declaration of the resource. */
export interface RenderSettings {
  /** States that do not hold give no sample. */
  readonly sparseStates: boolean;
  /** Identity labels that are left out. */
  readonly dropped: ReadonlySet<string>;
  /** Writes labels that lead every sample, behind the identity; `reads` are the fields that it needs. */
  readonly lead: RenderFamily | undefined;
  /** Fields to read beyond those of the families. */
  readonly reads: Shape;
}

/** Settings that leave samples as the resource declares them. */
export const plainSettings: RenderSettings = { sparseStates: false, dropped: new Set(), lead: undefined, reads: {} };

/** Compiles the families of a resource that `selects` accepts. Pure except for `onFailure`. */
export function compileRenderer(
  resource: Resource,
  selects: (family: Family) => boolean,
  options: FamilyOptions,
  onFailure: RenderFailure,
  settings: RenderSettings = plainSettings,
): Renderer {
  const families = resource.families.filter(selects);
  const renderers = families.map((f) => f.compile(options));
  const reads = families.filter((_, i) => renderers[i]).map((f) => f.reads);
  return {
    resource,
    families,
    shape: mergeShapes([identity, settings.reads, ...reads]),
    render: compileRender(resource.identityLabels, families, renderers, onFailure, settings),
  };
}

/** The renderer writes the next object into the same record. */
type Writable<T> = { -readonly [K in keyof T]: T[K] };

function compileRender(
  identityLabels: readonly IdentityLabel[],
  families: readonly Family[],
  renderers: readonly (RenderFamily | undefined)[],
  onFailure: RenderFailure,
  { sparseStates, dropped, lead }: RenderSettings,
): Renderer['render'] {
  const rows = new CompactSampleWriter(undefined, sparseStates);
  const own = identityLabels.filter(([label]) => !dropped.has(label));
  const rendered: Writable<RenderedObject> = {
    bytes: rows.bytes,
    head: 0,
    start: 0,
    ends: new Int32Array(families.length),
    sampleEnds: new Int32Array(families.length),
    hashes: new Uint32Array(families.length * 2),
  };
  return (object) => {
    rows.beginObject();
    for (const [label, field] of own) rows.label(label, object.metadata[field]);
    lead?.(object, rows);
    rendered.start = rows.endIdentity();
    for (let i = 0; i < renderers.length; i++) {
      const render = renderers[i];
      if (render) {
        rows.beginFamily();
        try {
          render(object, rows);
        } catch (error) {
          rows.abandonRow();
          onFailure(families[i]!, object, error);
          if (errorCode(error) === 'OBJECT_TOO_LARGE') return undefined;
        }
        rows.hashFamily(rendered.hashes, i * 2);
      }
      rendered.ends[i] = rows.at;
      rendered.sampleEnds[i] = rows.samples;
    }
    rendered.bytes = rows.bytes;
    return rendered;
  };
}

/** Renders an object to the text of each family in full, as the store writes it, for single objects. */
export function familyTexts({ families, render }: Renderer, object: Identified): string[] {
  const rendered = render(object);
  if (!rendered) return families.map(() => '');
  const { bytes, head, start, ends } = rendered;
  const identityText = bytes.toString('utf8', head, start);
  return families.map(({ name }, i) =>
    fullText(bytes.toString('utf8', i === 0 ? start : ends[i - 1], ends[i]), name, identityText),
  );
}

/** Renders the comment lines before a family: HELP (escaped) and TYPE. */
export function renderHeader(family: Family): string {
  return header(family, family.type === 'counter' ? 'counter' : 'gauge');
}

/** Renders those of OpenMetrics; undefined where they are the same. Info and stateset exist in OpenMetrics only. */
export function renderOpenMetricsHeader(family: Family): string | undefined {
  const { type } = family;
  return type === 'info' || type === 'stateset' ? header(family, type) : undefined;
}

function header({ name, help, stability, deprecatedSince }: Family, type: string): string {
  const deprecated = deprecatedSince ? `(Deprecated since ${deprecatedSince}) ` : '';
  const stable = stability === 'STABLE' ? '[STABLE] ' : '';
  const text = (stable + deprecated + help).replace(/[\\\n]/g, (c) => (c === '\n' ? '\\n' : '\\\\'));
  return `# HELP ${name} ${text}\n# TYPE ${name} ${type}\n`;
}
