import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { continueTrace } from './trace.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-(0[01])$/;

describe('the trace of a request', () => {
  it('is that of the caller, with a span of its own', () => {
    const trace = continueTrace(`00-${traceId}-00f067aa0ba902b7-01`);
    assert.equal(trace.traceId, traceId);
    const [, id, span, flags] = form.exec(trace.traceParent) ?? [];
    assert.deepEqual([id, flags], [traceId, '01']);
    assert.notEqual(span, '00f067aa0ba902b7');
  });

  it('is sampled when the caller says so, and keeps no other flag', () => {
    const flagsOf = (flags: string) => continueTrace(`00-${traceId}-00f067aa0ba902b7-${flags}`).traceParent.slice(-2);
    assert.deepEqual(['00', '01', '02', '03', 'ff'].map(flagsOf), ['00', '01', '00', '01', '01']);
  });

  it('is that of a caller of a later version, whatever stands behind', () => {
    assert.equal(continueTrace(`cc-${traceId}-00f067aa0ba902b7-01-what-the-future-says`).traceId, traceId);
  });

  it('is a new one for what is no trace', () => {
    for (const header of [
      undefined,
      '',
      'nonsense',
      `00-${traceId}-00f067aa0ba902b7`,
      `00-${traceId.toUpperCase()}-00f067aa0ba902b7-01`,
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
      `00-${traceId}-${'0'.repeat(16)}-01`,
      `ff-${traceId}-00f067aa0ba902b7-01`,
      `00-${traceId}-00f067aa0ba902b7-01-more`,
      `00-${traceId}-00f067aa0ba902b7-01 x`,
      [`00-${traceId}-00f067aa0ba902b7-01`, 'x'],
    ]) {
      const trace = continueTrace(header);
      assert.notEqual(trace.traceId, traceId, String(header));
      assert.match(trace.traceParent, form);
    }
  });

  it('is another one each time, and always well formed', () => {
    const made = Array.from({ length: 2000 }, () => continueTrace(undefined));
    assert.equal(new Set(made.map((one) => one.traceId)).size, made.length);
    for (const { traceId: id, traceParent } of made) assert.equal(form.exec(traceParent)?.[1], id);
    fc.assert(fc.property(fc.string(), (header) => assert.match(continueTrace(header).traceParent, form)));
  });
});
