import type { Resource } from '../model/resource.ts';
import { configmaps } from './configmaps.ts';

/** Every built-in resource, in the order of their names: one row each. */
export const resources: readonly Resource[] = [configmaps];
