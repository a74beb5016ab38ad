import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  direction,
  numberInPath,
  optionalMoment,
  optionalText,
  type Parameter,
  paging,
  readMoment,
  requiredText,
  searchText,
  texts,
  wholeNumber,
} from './parameter.ts';

/** What a parameter makes of what was sent: the value, or the error. */
function read<T>(parameter: Parameter<T>, ...given: readonly string[]): T | string {
  const result = parameter.read(given, 'top');
  assert.ok(!(result instanceof Promise));
  return 'error' in result ? `error: ${result.error}` : result.value;
}

describe('a whole number in a query', () => {
  const top = wholeNumber('', { least: 0, most: 1000, fallback: 10 });

  it('is the default when it is absent, and never when it is there', () => {
    assert.equal(read(top), 10);
    assert.match(String(read(top, '')), /^error/);
  });

  it('is read as .NET reads one: with a sign, between blanks', () => {
    for (const [text, value] of [
      ['0', 0],
      ['1000', 1000],
      ['+5', 5],
      [' 7 ', 7],
      ['007', 7],
      ['-0', 0],
    ] as const) {
      assert.equal(Number(read(top, text)) + 0, value, text);
    }
  });

  it('outside of its bounds is told the bounds', () => {
    for (const text of ['-1', '1001', '2147483647', '-2147483647']) {
      assert.equal(read(top, text), 'error: The field top must be between 0 and 1000.', text);
    }
  });

  it('that is none, or no 32-bit number, is not valid', () => {
    for (const text of ['x', '1.5', '1e3', '0x1', '1 2', '--1', '٣', '2147483648', '1'.repeat(16), '1,000']) {
      assert.match(String(read(top, text)), /^error: .*not valid/, text);
    }
  });

  it('may be one of 64 bits where that is allowed, as far as it is exact', () => {
    const wide = wholeNumber('', { least: 0, most: Number.MAX_SAFE_INTEGER, fallback: undefined });
    assert.equal(read(wide, '2147483648'), 2_147_483_648);
    assert.equal(read(wide, '999999999999999'), 999_999_999_999_999);
    assert.equal(read(wide), undefined);
  });
});

describe('a number that names a record', () => {
  const id = numberInPath('');

  it('is any of 64 bits; what cannot be held exactly is the number of no record', () => {
    for (const [text, value] of [
      ['1', 1],
      [' +12 ', 12],
      ['-3', -3],
      ['9007199254740991', Number.MAX_SAFE_INTEGER],
      ['9007199254740993', -1],
      ['9223372036854775807', -1],
      ['-9223372036854775808', -1],
      ['000000000000000000000000000000000005', 5],
    ] as const) {
      assert.equal(read(id, text), value, text);
    }
  });

  it('is none beyond that, and none of anything else', () => {
    for (const text of ['9223372036854775808', '-9223372036854775809', '', 'x', '1.0', '1e1', '9'.repeat(41)]) {
      assert.match(String(read(id, text)), /^error/, text);
    }
  });
});

describe('a text in a query', () => {
  it('is absent when it is empty', () => {
    assert.deepEqual(
      [read(optionalText('')), read(optionalText(''), ''), read(optionalText(''), 'x')],
      [undefined, undefined, 'x'],
    );
    assert.deepEqual(read(texts(''), 'a', '', 'b'), ['a', 'b']);
  });

  it('is asked for where it is required', () => {
    assert.equal(read(requiredText(''), 'x'), 'x');
    for (const given of [[], ['']]) assert.equal(read(requiredText(''), ...given), 'error: The top field is required.');
  });

  it('that is searched for is no longer than any name', () => {
    assert.equal(read(searchText(''), ` ${'x'.repeat(254)} `), 'x'.repeat(254));
    assert.equal(read(searchText(''), '  '), undefined);
    assert.match(String(read(searchText(''), 'x'.repeat(257))), /maximum length of 256/);
  });
});

describe('a direction of sorting', () => {
  const order = direction('SortOrderDto', '');

  it('is a word in any letter case, or its number', () => {
    assert.deepEqual(
      ['asc', 'DESC', 'Desc', '0', '1'].map((text) => read(order, text)),
      ['asc', 'desc', 'desc', 'asc', 'desc'],
    );
    assert.equal(read(order), undefined);
    for (const text of ['', 'up', '2', '-1', 'ascending', ' asc'])
      assert.match(String(read(order, text)), /^error/, text);
  });
});

describe('a moment', () => {
  for (const [text, expected] of [
    ['2026-02-03', '2026-02-03T00:00:00.000Z'],
    ['2026-02-03T04:05', '2026-02-03T04:05:00.000Z'],
    ['2026-02-03 04:05:06', '2026-02-03T04:05:06.000Z'],
    ['2026-02-03T04:05:06.7Z', '2026-02-03T04:05:06.700Z'],
    ['2026-02-03t04:05:06.123456789z', '2026-02-03T04:05:06.123Z'],
    ['2026-02-03T04:05:06+02:00', '2026-02-03T02:05:06.000Z'],
    ['2026-02-03T04:05:06-0130', '2026-02-03T05:35:06.000Z'],
    // A plus in a query stands for a blank.
    ['2026-02-03T04:05:06 02:00', '2026-02-03T02:05:06.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ] as const) {
    it(`is ${expected} for ${text}`, () => assert.equal(new Date(readMoment(text)).toISOString(), expected));
  }

  it('is the same wherever the server stands: without a zone it is in UTC', () => {
    const { TZ } = process.env;
    try {
      for (const zone of ['America/New_York', 'Asia/Tokyo']) {
        process.env.TZ = zone;
        assert.notEqual(new Date('2026-07-01T10:00').toISOString(), '2026-07-01T10:00:00.000Z');
        assert.equal(new Date(readMoment('2026-07-01')).toISOString(), '2026-07-01T00:00:00.000Z');
        assert.equal(new Date(readMoment('2026-07-01T10:00:00')).toISOString(), '2026-07-01T10:00:00.000Z');
      }
    } finally {
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    }
  });

  it('is none where the calendar or the clock has none', () => {
    for (const text of [
      ...['', 'x', '2026', '2026-02', '2026-2-3', '2026-02-30', '2025-02-29', '2026-13-01', '2026-00-10', '2026-01-00'],
      ...['2026-02-03T25:00', '2026-02-03T04:60', '2026-02-03T4:05', '2026-02-03T04:05:06.', '2026-02-03T04:05:06+2'],
      ...[
        '2026-02-03Z',
        '20260203',
        '03/02/2026',
        '2026-02-03T04:05:06+25:00',
        '2026-02-03T04:05:06Zx',
        '+002026-02-03',
      ],
    ]) {
      assert.ok(Number.isNaN(readMoment(text)), text);
      if (text) assert.match(String(read(optionalMoment(''), text)), /^error/, text);
    }
    assert.deepEqual([read(optionalMoment('')), read(optionalMoment(''), '')], [undefined, undefined]);
  });

  it('is read as it is written, whenever it is', () => {
    const moments = fc.date({
      min: new Date('0001-01-01T00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(fc.property(moments, (date) => assert.equal(readMoment(date.toISOString()), date.getTime())));
  });
});

describe('the paging of a list', () => {
  it('has ten at a time from the first on, and a thousand at the most', () => {
    assert.deepEqual([read(paging.top), read(paging.skip), read(paging.sortOrder)], [10, 0, undefined]);
    assert.equal(read(paging.top, '1000'), 1000);
    assert.match(String(read(paging.top, '1001')), /between 0 and 1000/);
    assert.match(String(read(paging.skip, '-1')), /between 0 and 2147483647/);
  });
});
