import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { operations } from '../../telemetry.ts';
import { failureCode } from '../failure-code.ts';
import { beginRequestSpan, completeRequestSpan, type RequestIds } from './request-span.ts';

/** A kind of work that is said on a channel. */
interface Operation<Facts extends object> {
  readonly start: {
    bindStore(storage: AsyncLocalStorage<unknown>, begin: (facts: Facts) => unknown): void;
    unbindStore(storage: AsyncLocalStorage<unknown>): boolean;
  };
  onEnd(listener: (facts: Facts & { readonly error?: unknown }) => void): () => void;
}

interface SpanDescription {
  readonly name: string;
  readonly attributes: Attributes;
  readonly kind?: SpanKind;
}

/** Of what ends with an error, what is a fault of the server. The rest are refusals. */
const faults: ReadonlySet<string> = new Set(['Internal', 'Unavailable']);

/** Makes spans of the work that is said on channels. What work begins while it goes on is part of it. */
export class Spans implements Disposable {
  readonly #tracer: Tracer;
  readonly #current = new AsyncLocalStorage<Span | undefined>();
  readonly #subscriptions: (() => void)[] = [];

  constructor(tracer: Tracer, ids: RequestIds) {
    this.#tracer = tracer;
    this.#follow(operations.request, (facts) => beginRequestSpan(tracer, ids, facts), completeRequestSpan);
    this.#follow(operations.mail, ({ kind }) =>
      this.#begin({ name: 'mail', attributes: { kind }, kind: SpanKind.CLIENT }),
    );
    this.#followWithin(operations.turn, ({ gate, isKnown }) => ({
      name: 'turn',
      attributes: { gate, line: isKnown ? 'known' : 'strangers' },
    }));
    this.#followWithin(operations.hash, ({ kind }) => ({ name: 'hash', attributes: { kind } }));
    this.#followWithin(operations.passwordChange, ({ way }) => ({ name: 'password change', attributes: { way } }));
    this.#followWithin(operations.signIn, ({ channel }) => ({ name: 'sign-in', attributes: { channel } }));
    this.#followWithin(operations.transaction, ({ commit }) => ({ name: 'transaction', attributes: { commit } }));
    this.#followWithin(operations.statement, describeStatement);
  }

  [Symbol.dispose](): void {
    for (const end of this.#subscriptions) end();
  }

  /** Only as part of something else: what the server looks after by itself every second would be as many traces. */
  #followWithin<Facts extends object>(operation: Operation<Facts>, describe: (facts: Facts) => SpanDescription): void {
    this.#follow(operation, (facts) => {
      const parent = this.#current.getStore();
      return parent?.isRecording() ? this.#begin(describe(facts), parent) : undefined;
    });
  }

  #follow<Facts extends object>(
    operation: Operation<Facts>,
    begin: (facts: Facts) => Span | undefined,
    complete: (span: Span, facts: Facts) => void = () => {},
  ): void {
    const begun = new WeakMap<object, Span>();
    const { start } = operation;
    start.bindStore(this.#current, (facts) => {
      const span = begin(facts);
      if (span) begun.set(facts, span);
      return span ?? this.#current.getStore();
    });
    const unsubscribe = operation.onEnd((facts) => {
      const span = begun.get(facts);
      if (!span) return;
      if ('error' in facts) noteFailure(span, failureCode(facts.error));
      complete(span, facts);
      span.end();
    });
    this.#subscriptions.push(unsubscribe, () => void start.unbindStore(this.#current));
  }

  #begin({ name, ...options }: SpanDescription, parent?: Span): Span {
    return this.#tracer.startSpan(name, options, parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT);
  }
}

function noteFailure(span: Span, code: string): void {
  span.setAttribute('error.type', code);
  if (faults.has(code)) span.setStatus({ code: SpanStatusCode.ERROR });
}

/** What it does to which table, which is all that is told of a statement. */
function describeStatement({ sql, system }: { readonly sql: string; readonly system: string }): SpanDescription {
  const operation = /^\s*(\w+)/.exec(sql)?.[1] ?? 'statement';
  const table = /\b(?:from|into|update)\s+"?(\w+)/i.exec(sql)?.[1];
  const attributes = { 'db.system.name': system, 'db.operation.name': operation };
  if (table === undefined) return { name: operation, attributes, kind: SpanKind.CLIENT };
  return {
    name: `${operation} ${table}`,
    attributes: { ...attributes, 'db.collection.name': table },
    kind: SpanKind.CLIENT,
  };
}
