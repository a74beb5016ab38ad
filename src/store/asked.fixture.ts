import { activities } from '../telemetry.ts';

/** Does the work, and tells every statement that stores of this process were asked meanwhile, in order. */
export async function withAsked<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const end = activities.statement.onStart(({ sql }) => void asked.push(sql));
  try {
    return { result: await work(), asked };
  } finally {
    end();
  }
}
