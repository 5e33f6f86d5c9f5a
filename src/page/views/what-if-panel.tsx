import { useState } from 'preact/hooks';
import { bytesText } from '../../explorer/bytes-text.ts';
import type { Amount } from '../../explorer/cardinality.ts';
import { costChanges } from '../model/costs.ts';
import { divisionFor } from '../model/division.ts';
import { argumentsText, fileText, flagsText, type Setting, settingsOf } from '../model/flags.ts';
import { countText, MEASURES, measureText, nounText, percentText, secondsText } from '../model/measure.ts';
import { PROFILES, type Profile } from '../model/what-if.ts';
import { CopyBox } from '../parts/copy-box.tsx';
import { reset, setLeftOut, setProfile } from '../state/actions.ts';
import { cardinality, data, isAnythingLeftOut, isPanelOpen, leftOut, limitMiB, rest } from '../state/state.ts';

const FORMS = [
  { name: 'Flags', write: flagsText },
  { name: 'Manifest', write: argumentsText },
  { name: 'File', write: fileText },
] as const;

/** Parts to leave out, the expected rest, and the settings that lead to it. */
export function WhatIfPanel() {
  const all = cardinality.value!;
  const { total } = rest.value!;
  const { parts, limit } = partsFor(total);
  const settings = settingsOf(leftOut.value, all.families, parts);
  return (
    <aside class={isPanelOpen.value ? 'what-if open' : 'what-if'} aria-label="What if">
      <div class="what-if-head">
        <h2>What if</h2>
        <button
          type="button"
          class="opener"
          aria-expanded={isPanelOpen.value}
          onClick={() => (isPanelOpen.value = !isPanelOpen.value)}
        >
          {isAnythingLeftOut.value
            ? `${bytesText(all.total.rawBytes)} → ${bytesText(total.rawBytes)} (${fallText(all.total.rawBytes, total.rawBytes)})`
            : 'nothing is left out'}
        </button>
        <button type="button" disabled={!isAnythingLeftOut.value} onClick={reset}>
          Reset
        </button>
      </div>
      <div class="what-if-body">
        <Effects before={all.total} after={total} />
        <ProfileChoice />
        <Chosen />
        <Limit limit={limit} total={total} />
        <Settings settings={settings} />
      </div>
    </aside>
  );
}

/** Number of parts that the limit asks for; 1 without a limit. */
function partsFor(total: Amount): { readonly parts: number; readonly limit: number } {
  const limit = Number(limitMiB.value) * 1024 * 1024;
  if (!(limit > 0)) return { parts: 1, limit: 0 };
  return { parts: divisionFor(total.rawBytes, limit).parts ?? 1, limit };
}

function Effects({ before, after }: { before: Amount; after: Amount }) {
  const { scrapeSeconds, memoryBytes, scrapes } = costChanges(cardinality.value!, leftOut.value, data.value?.live);
  return (
    <table class="effects">
      <caption class="hidden">Expected effects</caption>
      <thead>
        <tr>
          <td />
          <th scope="col" class="number">
            now
          </th>
          <th scope="col" class="number">
            then
          </th>
          <th scope="col" class="number">
            change
          </th>
        </tr>
      </thead>
      <tbody>
        {MEASURES.filter(({ id }) => before[id] > 0).map(({ id, name }) => (
          <Effect
            key={id}
            name={name}
            now={measureText(id, before[id])}
            then={measureText(id, after[id])}
            fall={fallText(before[id], after[id])}
          />
        ))}
        <Effect
          name="Scrape time"
          hint={scrapes > 0 ? `median of ${scrapes} scrapes` : 'expected of this program'}
          now={secondsText(scrapeSeconds.now)}
          then={secondsText(scrapeSeconds.later)}
          fall={fallText(scrapeSeconds.now, scrapeSeconds.later)}
        />
        <Effect
          name="Memory"
          hint={data.value?.live ? 'resident now, and expected' : 'expected of this program'}
          now={bytesText(memoryBytes.now)}
          then={bytesText(memoryBytes.later)}
          fall={fallText(memoryBytes.now, memoryBytes.later)}
        />
      </tbody>
    </table>
  );
}

function Effect(props: { name: string; now: string; then: string; fall: string; hint?: string }) {
  return (
    <tr>
      <th scope="row" title={props.hint}>
        {props.name}
      </th>
      <td class="number">{props.now}</td>
      <td class="number">{props.then}</td>
      <td class="number">{props.fall}</td>
    </tr>
  );
}

function fallText(before: number, after: number): string {
  return before === after ? '±0' : percentText(after - before, before);
}

function ProfileChoice() {
  return (
    <label class="field">
      Profile
      <select
        value={leftOut.value.profile}
        onChange={({ currentTarget }) => setProfile(currentTarget.value as Profile)}
      >
        {PROFILES.map((profile) => (
          <option key={profile} value={profile}>
            {profile}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Names that are left out, each with a button that takes it in again. */
function Chosen() {
  const kinds = ['families', 'namespaces', 'labels'] as const;
  if (kinds.every((kind) => leftOut.value[kind].size === 0)) {
    return (
      <p class="hint">
        Remove the ticks of families, namespaces or labels in the tables, or press Space on a tile of the map.
      </p>
    );
  }
  return (
    <>
      {kinds.map((kind) => (
        <ChosenKind key={kind} kind={kind} />
      ))}
    </>
  );
}

/** Names that are listed; more are summed up. */
const LISTED = 30;

const SINGULAR = { families: 'family', namespaces: 'namespace', labels: 'label' } as const;

function ChosenKind({ kind }: { kind: 'families' | 'namespaces' | 'labels' }) {
  const names = [...leftOut.value[kind]];
  if (names.length === 0) return null;
  return (
    <details open={names.length <= 8}>
      <summary>{nounText(names.length, SINGULAR[kind], kind)} left out</summary>
      <ul class="chosen">
        {names.slice(0, LISTED).map((name) => (
          <li key={name}>
            <span>{name}</span>
            <button type="button" aria-label={`Take ${name} in again`} onClick={() => setLeftOut(kind, [name], false)}>
              ✕
            </button>
          </li>
        ))}
      </ul>
      {names.length > LISTED && <p class="hint">and {countText(names.length - LISTED)} more</p>}
      {kind === 'labels' && <p class="hint">Refused at the start if series would become equal.</p>}
    </details>
  );
}

function Limit({ limit, total }: { limit: number; total: Amount }) {
  return (
    <>
      <label class="field">
        Limit of a response, MiB of text
        <input
          type="number"
          min="1"
          step="any"
          value={limitMiB.value}
          placeholder="none"
          onInput={({ currentTarget }) => (limitMiB.value = currentTarget.value)}
        />
      </label>
      {limit > 0 && <DivisionText limit={limit} total={total} />}
    </>
  );
}

function DivisionText({ limit, total }: { limit: number; total: Amount }) {
  const { parts, shards } = divisionFor(total.rawBytes, limit);
  if (shards === 1) return <p class="division">One response is within the limit.</p>;
  const each = bytesText(total.rawBytes / (parts ?? shards));
  if (parts === undefined)
    return (
      <p class="division">
        {countText(shards)} shards of about {each}; more than 64 parts do not exist.
      </p>
    );
  return (
    <p class="division">
      {parts} parts of about {each}, scraped as <code>/metrics?part=I&amp;parts={parts}</code>, or {shards} shards.
    </p>
  );
}

function Settings({ settings }: { settings: readonly Setting[] }) {
  const [form, setForm] = useState(0);
  if (settings.length === 0) return null;
  return (
    <section aria-label="Settings">
      <fieldset class="switch">
        <legend class="hidden">Form of the settings</legend>
        {FORMS.map(({ name }, i) => (
          <label key={name}>
            <input type="radio" name="form" checked={form === i} onChange={() => setForm(i)} />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      <CopyBox label="settings" text={FORMS[form]!.write(settings)} />
    </section>
  );
}
