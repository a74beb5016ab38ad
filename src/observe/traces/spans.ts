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
import { activities } from '../../telemetry.ts';
import { failureCode } from '../failure-code.ts';
import { beginRequestSpan, completeRequestSpan, type RequestIds } from './request-span.ts';

/** A kind of work, as `telemetry.ts` publishes it. */
interface Activity<Facts extends object> {
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

/** The failures that are faults of the server. The others are refusals. */
const faults: ReadonlySet<string> = new Set(['Internal', 'Unavailable']);

/** Creates spans of activities. An activity that begins during another one is part of it. */
export class Spans implements Disposable {
  readonly #tracer: Tracer;
  readonly #current = new AsyncLocalStorage<Span | undefined>();
  readonly #subscriptions: (() => void)[] = [];

  constructor(tracer: Tracer, ids: RequestIds) {
    this.#tracer = tracer;
    this.#follow(activities.request, (facts) => beginRequestSpan(tracer, ids, facts), completeRequestSpan);
    this.#follow(activities.mail, ({ kind }) =>
      this.#begin({ name: 'mail', attributes: { kind }, kind: SpanKind.CLIENT }),
    );
    this.#followWithin(activities.turn, ({ gate, isKnown }) => ({
      name: 'turn',
      attributes: { gate, line: isKnown ? 'known' : 'strangers' },
    }));
    this.#followWithin(activities.hash, ({ kind }) => ({ name: 'hash', attributes: { kind } }));
    this.#followWithin(activities.passwordChange, ({ way }) => ({ name: 'password change', attributes: { way } }));
    this.#followWithin(activities.secondStep, ({ kind }) => ({ name: 'second step', attributes: { kind } }));
    this.#followWithin(activities.signIn, ({ channel }) => ({ name: 'sign-in', attributes: { channel } }));
    this.#followWithin(activities.transaction, ({ commit }) => ({ name: 'transaction', attributes: { commit } }));
    this.#followWithin(activities.statement, describeStatement);
  }

  [Symbol.dispose](): void {
    for (const end of this.#subscriptions) end();
  }

  /** Only as part of another span: the work that the server does every second by itself would fill the collector. */
  #followWithin<Facts extends object>(activity: Activity<Facts>, describe: (facts: Facts) => SpanDescription): void {
    this.#follow(activity, (facts) => {
      const parent = this.#current.getStore();
      return parent?.isRecording() ? this.#begin(describe(facts), parent) : undefined;
    });
  }

  #follow<Facts extends object>(
    activity: Activity<Facts>,
    begin: (facts: Facts) => Span | undefined,
    complete: (span: Span, facts: Facts) => void = () => {},
  ): void {
    const begun = new WeakMap<object, Span>();
    const { start } = activity;
    start.bindStore(this.#current, (facts) => {
      const span = begin(facts);
      if (span) begun.set(facts, span);
      return span ?? this.#current.getStore();
    });
    const unsubscribe = activity.onEnd((facts) => {
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

/** The operation and the table of a statement. Nothing else of it is recorded. */
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
