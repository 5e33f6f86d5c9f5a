/**
 * Library part of the package: declaring resources and their metric families, rendering objects to the text format, and reading the
 * text format. Everything that it exports follows semantic versioning; other modules of the package do not.
 */

export { annotationsFamily, labelsFamily } from '../families/labels.ts';
export { createdFamily, deletionTimestampFamily } from '../families/metadata.ts';
export { configuredFamily, type Family, family, type SampleWriter } from '../model/family.ts';
export type { Identified } from '../model/meta.ts';
export { type Resource, resource } from '../model/resource.ts';
export * as fields from '../model/schema.ts';
export { ExpositionReader, type ExpositionReceiver } from '../parsing/exposition-reader.ts';
export { SampleLine } from '../parsing/sample-line.ts';
export { resources } from '../resources/index.ts';
export { type ExpositionFamily, type ExpositionSample, parseExposition } from './parse-exposition.ts';
export { type RenderChoices, renderObjects } from './render-objects.ts';
