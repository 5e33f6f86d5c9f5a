import { compileJsonReader } from '../decode/json.ts';
import type { Identified } from '../model/meta.ts';
import type { Resource } from '../model/resource.ts';
import { compileKeyFilter } from '../plan/key-filter.ts';
import { compileRenderer, familyTexts, renderHeader } from '../render/renderer.ts';

/** Selection of what objects are shown as. */
export interface RenderChoices {
  /** Keys of labels to show, with `*` as any text, as `--metric-labels-allowlist` takes them; absent: none. */
  readonly labels?: readonly string[];
  /** Keys of annotations to show. */
  readonly annotations?: readonly string[];
  /** Names of the families to show; absent: all that are on by default. */
  readonly families?: readonly string[];
}

/**
 * Renders objects of a resource to the text format: HELP, TYPE and samples of each family, in the order of the declaration. Objects are
 * JSON values as the API server writes them. Throws what a family throws, with its name and the object's, and DECODE_MALFORMED for what
 * is no object of the resource.
 */
export function renderObjects(resource: Resource, objects: readonly unknown[], choices: RenderChoices = {}): string {
  const { labels = [], annotations = [], families } = choices;
  const renderer = compileRenderer(
    resource,
    ({ name, optIn }) => (families ? families.includes(name) : !optIn),
    { labels: compileKeyFilter(labels), annotations: compileKeyFilter(annotations) },
    (family, { metadata }, error) => {
      throw new Error(`${family.name}: ${metadata.namespace}/${metadata.name}: ${String(error)}`, { cause: error });
    },
  );
  const read = compileJsonReader(renderer.shape) as unknown as (
    bytes: Buffer,
    start: number,
    end: number,
  ) => Identified;
  const texts = renderer.families.map(renderHeader);
  for (const object of objects) {
    const bytes = Buffer.from(JSON.stringify(object));
    for (const [i, rows] of familyTexts(renderer, read(bytes, 0, bytes.length)).entries()) texts[i] += rows;
  }
  return texts.join('');
}
