export async function run(argv: readonly string[]): Promise<number> {
  process.stdout.write(`hi ${argv}\n`);
  return 3;
}
