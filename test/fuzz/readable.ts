import assert from 'node:assert/strict';
import type { WireAnswer } from './wire.ts';

/** A refusal in one of the forms that clients can read: never the server's fault, and with a sentence for a person. */
export function assertRefusal(answer: WireAnswer): void {
  const { status, body } = answer;
  const shown = `${status} ${body.toString('utf8', 0, 500)}`;
  assert.ok(status >= 400 && status < 500, shown);
  if (body.length === 0) assert.ok(mayBeEmpty(answer), `${status} without a body`);
  else assertReadable(answer, shown);
}

function assertReadable({ status, headers, body }: WireAnswer, shown: string): void {
  const type = headers.get('content-type') ?? '';
  assert.match(type, /^application\/(problem\+)?json; charset=utf-8$/, shown);
  const content = readJson(body);
  const sentences = readSentences(content);
  assert.ok(sentences.length > 0, `no sentence: ${shown}`);
  for (const sentence of sentences) assert.ok(sentence.trim() !== '', `an empty sentence: ${shown}`);
  if (!type.startsWith('application/problem')) return;
  assert.equal(content.status, status);
  assert.match(String(content.traceId), /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
}

/** A challenge and a list of methods say everything in a header; what is not HTTP gets no more than a status. */
function mayBeEmpty({ status, headers, isHead }: WireAnswer): boolean {
  if (isHead) return true;
  if (status === 401) return headers.has('www-authenticate');
  if (status === 405) return headers.has('allow');
  if (status === 417) return true;
  return [400, 408, 413, 431].includes(status) && headers.get('connection') === 'close';
}

export function readJson(body: Buffer): Record<string, unknown> {
  const content: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  assert.ok(typeof content === 'object' && content !== null && !Array.isArray(content));
  return content as Record<string, unknown>;
}

/** As a widely used client makes its message of a body. */
function readSentences(content: Record<string, unknown>): readonly string[] {
  const members = ['title', 'message', 'Message', 'errorMessage', 'error'].map((name) => content[name]);
  return [...members.filter((member) => typeof member === 'string'), ...readErrors(content.errors)];
}

function readErrors(errors: unknown): readonly string[] {
  if (Array.isArray(errors)) return errors.map(({ description, message }) => String(description ?? message ?? ''));
  return Object.values(errors ?? {}).flatMap((texts) => {
    assert.ok(Array.isArray(texts) && texts.length > 0);
    return texts.map((text) => (typeof text === 'string' ? text : ''));
  });
}
