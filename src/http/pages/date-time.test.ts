import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countOfDays, date, dateTime } from './date-time.ts';
import type { Visit } from './visit.ts';

const at = Date.UTC(2026, 2, 4, 16, 5, 6);
const visit = (language: Visit['language']) => ({ language }) as Visit;

describe('a moment on a page', () => {
  for (const [language, day, time] of [
    ['en', '4 Mar 2026', '16:05'],
    ['de', '04.03.2026', '16:05'],
    ['ro', '4 mar. 2026', '16:05'],
  ] as const) {
    it(`is written as people do in the language ${language}, in UTC, and for programs`, () => {
      const shown = dateTime(visit(language), at).toString();
      assert.match(shown, /^<time datetime="2026-03-04T16:05:06\.000Z">.* UTC<\/time>$/);
      assert.ok(shown.includes(day) && shown.includes(time), shown);
      assert.ok(date(visit(language), at).toString().endsWith(`>${day}</time>`), date(visit(language), at).toString());
    });
  }
});

describe('a number of days on a page', () => {
  it('has the noun in the form that the language gives it', () => {
    const said = (['en', 'de', 'ro'] as const).map((tag) =>
      [7, 30].map((days) => countOfDays({ language: tag }, days)),
    );
    assert.deepEqual(said, [
      ['7 days', '30 days'],
      ['7 Tage', '30 Tage'],
      ['7 zile', '30 de zile'],
    ]);
  });
});
