import type { Writable } from 'node:stream';
import { Turns } from '../src/base/turns.ts';
import { Answers, type Wanted } from '../src/exposition/answers.ts';
import { writeAnswer } from '../src/exposition/write.ts';
import type { ResourceView } from '../src/model/view.ts';
import { systemClock } from '../src/system/clock.ts';
import { converter } from './support/packing.ts';

/** As in the program, of all answers under way. */
const turns = new Turns(systemClock);

/** Writes an answer from these views; returns how long it was, and how long it was said to be. */
export async function writeScrape(
  out: Writable,
  views: readonly ResourceView[],
  wanted: Wanted,
): Promise<{ bytes: number; length: number | undefined }> {
  const answer = new Answers(views, converter).begin(wanted);
  return { bytes: await writeAnswer(out, answer, turns), length: answer.length };
}
