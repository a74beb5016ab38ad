/** Waits until something is so; fails when that takes longer than anything here can take. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('It never came to be.');
    await new Promise((soon) => setTimeout(soon, 10));
  }
}

/** What is made from now on is later than what there is: two things of one millisecond have no order in time. */
export async function untilLater(): Promise<void> {
  const now = Date.now();
  await until(() => Date.now() > now);
}
