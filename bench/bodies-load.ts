import { Connection } from './connection.ts';
import { answerScript } from './script.ts';
import { type BodyKind, bodyRequest } from './worst-bodies.ts';

// Two connections that send bodies of one kind without a pause. A process of its own.

export interface BodiesOptions {
  readonly urls: readonly string[];
  readonly token: string;
  readonly kind: BodyKind;
  readonly seconds: number;
}

export interface BodiesResult {
  /** How often each status came. */
  readonly answers: Readonly<Record<number, number>>;
  readonly perSecond: number;
}

await answerScript(async ({ urls, token, kind, seconds }: BodiesOptions): Promise<BodiesResult> => {
  const answers: Record<number, number> = {};
  const end = performance.now() + seconds * 1000;
  const request = bodyRequest(kind, token);
  const sendAll = async () => {
    const connection = await Connection.open(urls);
    while (performance.now() < end) {
      const { status } = await connection.exchange(request());
      answers[status] = (answers[status] ?? 0) + 1;
    }
    connection.close();
  };
  await Promise.all([sendAll(), sendAll()]);
  const all = Object.values(answers).reduce((sum, count) => sum + count, 0);
  return { answers, perSecond: all / seconds };
});
