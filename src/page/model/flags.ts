import type { FamilyCardinality } from '../../explorer/cardinality.ts';
import type { LeftOut } from './what-if.ts';
import { inProfile } from './what-if.ts';

/** A setting of the exporter, as flag and in the configuration file. */
export interface Setting {
  readonly flag: string;
  readonly value: string;
  /** Lines of YAML. */
  readonly file: readonly string[];
}

/** Returns the settings that leave the parts out. `limited`: the number of parts to store objects in, 1 for none. */
export function settingsOf(
  leftOut: LeftOut,
  families: readonly Pick<FamilyCardinality, 'name'>[],
  parts: number,
): readonly Setting[] {
  const { profile } = leftOut;
  // A family that the profile does not have needs no second flag.
  const denied = families.flatMap(({ name }) =>
    leftOut.families.has(name) && inProfile(profile, name) ? [pattern(name)] : [],
  );
  const namespaces = [...leftOut.namespaces].sort();
  const settings: Setting[] = [];
  if (profile !== 'full') settings.push(scalar('metric-profile', profile));
  if (denied.length > 0) settings.push(patterns('metric-denylist', denied));
  if (namespaces.length > 0) {
    const file = [`namespaces_denylist: [${namespaces.map(yamlText).join(', ')}]`];
    settings.push({ flag: 'namespaces-denylist', value: namespaces.join(','), file });
  }
  if (leftOut.labels.size > 0) settings.push(droppedLabels(leftOut.labels));
  if (parts > 1) settings.push(scalar('scrape-parts', String(parts)));
  return settings;
}

/** Returns the setting that exposes these families and no others. */
export function allowlistOf(families: readonly string[]): Setting {
  return patterns('metric-allowlist', families.map(pattern));
}

/** Returns the flags, one a line, quoted where a shell would change them. */
export function flagsText(settings: readonly Setting[]): string {
  return settings.map(({ flag, value }) => shellWord(`--${flag}=${value}`)).join('\n');
}

/** Returns the flags as the list of `args` of a container. */
export function argumentsText(settings: readonly Setting[]): string {
  return settings.map(({ flag, value }) => `- '--${flag}=${value.replaceAll("'", "''")}'`).join('\n');
}

/** Returns the settings as a part of the configuration file. */
export function fileText(settings: readonly Setting[]): string {
  return settings.flatMap(({ file }) => file).join('\n');
}

function scalar(flag: string, value: string): Setting {
  return { flag, value, file: [`${keyOf(flag)}: ${value}`] };
}

function patterns(flag: string, values: readonly string[]): Setting {
  const file = [`${keyOf(flag)}:`, ...values.map((value) => `  ${yamlText(value)}: {}`)];
  return { flag, value: values.join(','), file };
}

function droppedLabels(keys: ReadonlySet<string>): Setting {
  const byResource = new Map<string, string[]>();
  for (const key of [...keys].sort()) {
    const slash = key.indexOf('/');
    const resource = key.slice(0, slash);
    byResource.set(resource, [...(byResource.get(resource) ?? []), key.slice(slash + 1)]);
  }
  const entries = [...byResource];
  return {
    flag: 'metric-drop-labels',
    value: entries.map(([resource, labels]) => `${resource}=[${labels.join(',')}]`).join(','),
    file: [
      'metric_drop_labels:',
      ...entries.map(([resource, labels]) => `  ${resource}: [${labels.map(yamlText).join(', ')}]`),
    ],
  };
}

/** A pattern that matches this name alone: patterns match anywhere in a name. */
function pattern(name: string): string {
  return `^${name}$`;
}

function keyOf(flag: string): string {
  return flag.replaceAll('-', '_');
}

function yamlText(text: string): string {
  return /^[A-Za-z_][\w-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : `'${text.replaceAll("'", "''")}'`;
}

function shellWord(text: string): string {
  return /^[\w=,.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
