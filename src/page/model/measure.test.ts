import { expect, it } from 'vitest';
import { bytesText } from '../../explorer/bytes-text.ts';
import { ageText, changeText, nounText, percentText, secondsText, shareText } from './measure.ts';

it.each([
  [bytesText(0), '0 B'],
  [bytesText(1_023), '1023 B'],
  [bytesText(1_536), '1.50 KiB'],
  [bytesText(300 * 1024 ** 2), '300 MiB'],
  [percentText(1, 0), '0.0 %'],
  [percentText(1, 3), '33.3 %'],
  [percentText(-1, 3), '−33.3 %'],
  [percentText(1, 1e6), '< 0.1 %'],
  [shareText('series', 68, 1000), '6.8 % of all series'],
  [changeText('series', 0), '±0'],
  [changeText('series', 1_234), '+1,234'],
  [changeText('rawBytes', -2_048), '−2.00 KiB'],
  [secondsText(0.000_1), '< 1 ms'],
  [secondsText(0.02), '20 ms'],
  [secondsText(1.234), '1.23 s'],
  [ageText(-1), 'now'],
  [ageText(90), '90 s ago'],
  [ageText(600), '10 min ago'],
  [ageText(86_400), '24 h ago'],
  [nounText(1, 'file'), '1 file'],
  [nounText(2, 'family', 'families'), '2 families'],
])('%s', (text, expected) => expect(text).toBe(expected));
