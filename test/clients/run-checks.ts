/**
 * Runs checks one after the other, prints how many passed and why the others failed, and ends the
 * process with 1 if any did.
 */
export async function runChecks(
  client: string,
  checks: Readonly<Record<string, () => Promise<void>>>,
): Promise<void> {
  let failed = 0;
  for (const [name, run] of Object.entries(checks)) {
    try {
      await run();
    } catch (error) {
      failed++;
      console.error(`FAILED ${name}`, error);
    }
  }
  const total = Object.keys(checks).length;
  console.log(`${client}: ${total} checks\n${total - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
