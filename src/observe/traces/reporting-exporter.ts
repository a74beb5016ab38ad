import { inspect } from 'node:util';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Log } from '../log.ts';

type Export = SpanExporter['export'];

/** The result code of an export that succeeded. */
const success = 0;

/** Passes spans on. The log says once that they cannot be sent, and once that they can be sent again. */
export class ReportingExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #log: Pick<Log, 'info' | 'warn'>;
  #isFailing = false;
  #isEnding = false;

  constructor(exporter: SpanExporter, log: Pick<Log, 'info' | 'warn'>) {
    this.#exporter = exporter;
    this.#log = log;
  }

  /** From now on, no export is tried after one that failed. */
  end(): void {
    this.#isEnding = true;
  }

  export(...[spans, done]: Parameters<Export>): void {
    if (this.#isEnding && this.#isFailing) {
      done({ code: 1 });
      return;
    }
    this.#exporter.export(spans, (result) => {
      this.#note(result.code === success, result.error);
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  #note(isSent: boolean, error: Error | undefined): void {
    if (isSent === !this.#isFailing) return;
    this.#isFailing = !isSent;
    if (isSent) this.#log.info({}, 'traces can be sent again');
    else this.#log.warn({ error: inspect(error) }, 'traces cannot be sent, and are lost until they can');
  }
}
