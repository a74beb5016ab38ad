import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countOfDays, date, dateTime, relativeTime } from './date-time.ts';
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

describe('how long ago a moment was', () => {
  const minute = 60_000;
  const hour = 60 * minute;
  const day = 24 * hour;
  const said = (language: Visit['language'], distance: number) =>
    />(.*)<\/time>$/.exec(relativeTime({ language, now: at - distance }, at).toString())?.[1];

  it('is said as people say it, no more exactly than they would', () => {
    for (const [distance, words] of [
      [0, 'now'],
      [-59_000, 'now'],
      [-3 * minute, '3 minutes ago'],
      [-59.8 * minute, '1 hour ago'],
      [-23 * hour, '23 hours ago'],
      [-23.8 * hour, 'yesterday'],
      [-13 * day, '13 days ago'],
      [-15 * day, '2 weeks ago'],
      [-60 * day, '2 months ago'],
      [-1000 * day, '3 years ago'],
      [5 * hour, 'in 5 hours'],
      [day, 'tomorrow'],
      [29 * day, 'in 4 weeks'],
    ] as const) {
      assert.equal(said('en', distance), words, String(distance));
    }
  });

  it('is said in the language of the page, and exactly for programs and for who points at it', () => {
    assert.deepEqual([said('de', -day), said('ro', -day)], ['gestern', 'ieri']);
    const shown = relativeTime({ language: 'en', now: at + day }, at).toString();
    assert.match(shown, /^<time datetime="2026-03-04T16:05:06\.000Z" title="4 Mar 2026, 16:05 UTC">yesterday</);
  });
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
