import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileOptions } from '../../src/config/options.ts';
import { compileSelection } from '../../src/exposition/selection.ts';
import type { Options } from '../../src/model/options.ts';
import { selectsFamily } from '../../src/plan/families.ts';
import { familyOptions, planLabels } from '../../src/plan/labels.ts';
import { planWatches } from '../../src/plan/watches.ts';
import { formatNumber } from '../../src/render/number.ts';
import { CompactSampleWriter } from '../../src/render/sample-writer.ts';
import { resources } from '../../src/resources/index.ts';
import { compilePattern } from '../../src/values/go-regexp.ts';
import catalog from './catalog.json' with { type: 'json' };

/** The unit tables of the corpus that concern flags, queries and text. */

// biome-ignore lint/suspicious/noExplicitAny: tables of many shapes.
const table = (name: string): Record<string, any[]> =>
  JSON.parse(readFileSync(new URL(`units/${name}.json`, import.meta.url), 'utf8'));
const options = (...argv: string[]): Options => compileOptions(argv, { resources });
/** Those that the tables know of. */
const families = resources.filter((r) => r.plural in catalog.resources).flatMap((r) => r.families);
const allFamilies = families.filter((f) => !f.optIn).map((f) => f.name);

describe('families by allow- and deny-list', () => {
  it.each(table('allowdenylist').allowdeny_families!.map((c) => [c.mode, c.patterns, c] as const))(
    '%s %j',
    (mode, patterns, c) => {
      // The flag splits at commas, which the table's patterns may have within.
      const compile = (): Options => ({
        ...options(),
        [`metric${mode === 'allow' ? 'Allow' : 'Deny'}list`]: patterns.map((p: string) => compilePattern(p)),
      });
      if (mode === 'both') {
        const [allow, deny] = patterns;
        const both = [`--metric-allowlist=${allow}`, `--metric-denylist=${deny}`];
        expect(() => options(...both)).toThrow('are mutually exclusive');
        return;
      }
      if (c.error) {
        expect(compile).toThrow(SyntaxError);
        return;
      }
      const shown = families.filter((f) => selectsFamily(compile())({ ...f, optIn: false })).map((f) => f.name);
      const known = new Set(c.included);
      expect(shown.filter((n) => allFamilies.includes(n)).sort()).toEqual(
        [...known].filter((n) => allFamilies.includes(n as string)).sort(),
      );
    },
  );
});

describe('opt-in families', () => {
  it.each(table('optin').optin_families!.map((c) => [c.patterns, c] as const))('%j', (patterns, c) => {
    if (c.error) {
      expect(() => options(`--metric-opt-in-list=${patterns.join(',')}`)).toThrow('--metric-opt-in-list');
      return;
    }
    const selects = selectsFamily(options(`--metric-opt-in-list=${patterns.join(',')}`));
    expect(
      families
        .filter((f) => f.optIn && selects(f))
        .map((f) => f.name)
        .sort(),
    ).toEqual([...c.optInFamiliesEnabled].sort());
  });
});

describe('flags', () => {
  const units = table('options');

  it.each(units.opt_labels_allowlist!.map((c) => [c.value, c] as const))('--metric-labels-allowlist=%s', (value, c) => {
    const read = () => options(`--metric-labels-allowlist=${value}`).labelsAllowlist;
    if (c.error) expect(read).toThrow('--metric-labels-allowlist');
    else expect(Object.fromEntries(read())).toEqual(c.want);
  });

  it.each([...units.builder_allow_labels!, ...units.builder_allow_annotations!].map((c) => [c.desc, c] as const))(
    '%s',
    (_, c) => {
      if (c.resourceErrorExpected) {
        expect(() => options(`--resources=${c.enabledResources.join(',')}`)).toThrow('--resources');
        return;
      }
      const text = Object.entries(c.allowList)
        .map(([resource, keys]) => `${resource}=[${(keys as string[]).join(',')}]`)
        .join(',');
      const flags = [`--resources=${c.enabledResources.join(',')}`, `--metric-labels-allowlist=${text}`];
      if (c.error) {
        expect(() => options(...flags)).toThrow('unknown resource');
        return;
      }
      const compiled = options(...flags);
      for (const plural of compiled.resources) {
        const resource = resources.find((r) => r.plural === plural)!;
        expect(familyOptions(planLabels(resource, compiled)).labels !== undefined).toBe(plural in c.got);
      }
    },
  );

  it.each(units.builder_enabled_resources!.map((c) => [c.desc, c] as const))('%s', (_, c) => {
    const read = () => options(`--resources=${c.input.join(',')}`).resources;
    if (c.error) expect(read).toThrow('--resources');
    else expect(read()).toEqual(c.want);
  });

  it.each(units.opt_metric_set!.map((c) => [c.desc, c] as const))('lists of metrics: %s', (_, c) => {
    expect(options(`--metric-allowlist=${c.value}`).metricAllowlist.map((p) => p.source)).toEqual(c.want);
  });

  it.each(units.opt_namespaces!.map((c) => [c.desc, c] as const))('lists of namespaces: %s', (_, c) => {
    expect(options(`--namespaces=${c.value}`).namespaces).toEqual(c.want);
  });

  it.each(units.opt_merge_selectors!.map((c) => [c.desc, c] as const))('field selectors: %s', (_, c) => {
    // With namespaces named, the denied ones are taken out of them instead of being put to the server.
    const everywhere = c.namespaces.length === 1 && c.namespaces[0] === '';
    if (!everywhere && c.denied.length > 0) return;
    const flags = [`--namespaces-denylist=${c.denied.join(',')}`, `--node=${c.node}`, '--resources=pods'];
    const [plan] = planWatches(resources.find((r) => r.plural === 'pods')!, options(...flags));
    const terms = (text: string): string[] => text.split(',').filter(Boolean).sort();
    expect(terms(plan!.query.fieldSelector ?? '')).toEqual(terms(c.want));
  });
});

describe('queries', () => {
  it.each(table('query').resource_query!.map((c) => [c.name, c] as const))('%s', (_, c) => {
    const selects = compileSelection(new URLSearchParams(c.query));
    const shown = c.enabled
      .filter((name: string) => selects(name))
      .map((plural: string) => `kube_${plural.slice(0, -1)}_info`);
    for (const name of c.contains) expect(shown).toContain(name);
    for (const name of c.notContains) expect(shown).not.toContain(name);
  });
});

describe('text', () => {
  const units = table('exposition');

  it.each(units.escape!.map((c) => [c.value, c.text] as const))('escapes %j', (value, text) => {
    const writer = new CompactSampleWriter();
    writer.beginObject();
    writer.endIdentity();
    writer.beginFamily();
    writer.label('l', value).value(1);
    expect(writer.bytes.toString('utf8', 0, writer.at)).toBe(text);
  });

  it.each(units.float_text!.map((c) => [c.bits, c.text] as const))('writes %s as %s', (bits, text) => {
    const buffer = Buffer.from(bits, 'hex');
    expect(formatNumber(buffer.readDoubleBE(0))).toBe(text);
  });
});
