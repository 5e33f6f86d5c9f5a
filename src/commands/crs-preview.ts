import { errorText } from '../base/errors.ts';
import { compileCustomResource, fullName } from '../customresources/compile.ts';
import type { CustomMetric, CustomResourceEntry } from '../customresources/config.ts';
import type { CustomResourceFault, ResolvedKind } from '../customresources/contract.ts';
import { explainMetric } from '../customresources/explain.ts';
import { compileJsonReader } from '../decode/json.ts';
import { type JsonObject, WHOLE_VALUE } from '../model/json-value.ts';
import type { Identified } from '../model/meta.ts';
import { self } from '../model/schema.ts';
import { compileRenderer, familyTexts, renderHeader } from '../render/renderer.ts';

/** Objects of a kind, as JSON, and the entry of the configuration that says how to show them. */
export interface PreviewKind {
  readonly kind: ResolvedKind;
  readonly entry: CustomResourceEntry;
  readonly objects: readonly Buffer[];
}

/** A family of the exposition, which several kinds can have samples of. */
interface ShownFamily {
  readonly header: string;
  samples: string;
}

/**
 * Shows objects as a configuration says. Returns the exposition, with comments on the paths that lead to nothing and on values that
 * cannot be used: a line for each reason and the objects that it is true of.
 */
export function previewText(kinds: readonly PreviewKind[]): string {
  const families = new Map<string, ShownFamily>();
  const notes = kinds.flatMap((each) => previewKind(each, families));
  const samples = [...families.values()].map((family) => family.header + family.samples).join('');
  return samples + notes.map((note) => `# ${note.replaceAll('\n', ' ')}\n`).join('');
}

function previewKind({ kind, entry, objects }: PreviewKind, families: Map<string, ShownFamily>): readonly string[] {
  const faults: CustomResourceFault[] = [];
  const resource = compileCustomResource(entry, kind, (fault) => faults.push(fault));
  const nothing = { labels: undefined, annotations: undefined };
  const renderer = compileRenderer(
    resource,
    () => true,
    nothing,
    ({ name }, _, error) =>
      faults.push({ resource: resource.plural, metric: name, path: '', problem: errorText(error) }),
  );
  const read = compileJsonReader(renderer.shape) as unknown as (
    bytes: Buffer,
    start: number,
    end: number,
  ) => Identified;
  const shown = renderer.families.map((family) => {
    const known = families.get(family.name) ?? { header: renderHeader(family), samples: '' };
    families.set(family.name, known);
    return known;
  });
  for (const bytes of objects) {
    for (const [i, each] of familyTexts(renderer, read(bytes, 0, bytes.length)).entries()) shown[i]!.samples += each;
  }
  // Paths to nothing are explained below.
  const wrong = faults.filter(({ problem }) => problem !== 'no value');
  const whole = objects.map((bytes) => readWhole(bytes, 0, bytes.length) as { readonly json: JsonObject });
  const missing = entry.metrics.flatMap((metric) => notesOf(entry, metric, whole));
  return [...wrong.map(faultText), ...missing];
}

function faultText({ metric, path, object, problem }: CustomResourceFault): string {
  return [metric, object, path, problem].filter((part) => part).join(': ');
}

const readWhole = compileJsonReader({ json: self(WHOLE_VALUE) });

/** Explains a metric for all objects: a line for each path that leads to nothing, with the first object and its reason. */
function notesOf(
  entry: CustomResourceEntry,
  metric: CustomMetric,
  objects: readonly { readonly json: JsonObject }[],
): readonly string[] {
  const found = new Map<string, { readonly first: string; count: number }>();
  for (const { json } of objects) {
    for (const { place, reason } of explainMetric(entry, metric, json)) {
      const known = found.get(place);
      if (known) known.count++;
      else found.set(place, { first: [nameOf(json), place, reason].filter(Boolean).join(': '), count: 1 });
    }
  }
  const name = fullName(entry, metric);
  return [...found.values()].map(({ first, count }) => {
    const more = count > 1 ? ` (likewise in ${count - 1} of ${objects.length - 1} other objects)` : '';
    return `${name}: ${first}${more}`;
  });
}

function nameOf(json: JsonObject): string {
  const metadata = json.get('metadata');
  return metadata instanceof Map ? String(metadata.get('name') ?? '') : '';
}
