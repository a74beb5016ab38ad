/**
 * The result of work, if it comes in time. The work itself goes on.
 *
 * @param ms milliseconds from now.
 * @throws Error when they are over; what the work throws.
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`Nothing has come for ${ms} ms.`)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
