import path from 'node:path';
import type { Context } from 'aws-lambda';
import { composeShadow } from '../../layers/maas/compose/compose-shadow.ts';
import { runCopy } from '../../layers/maas/core/shadow/run-copy.ts';
import { parseCopy } from '../../layers/maas/core/shadow/shadow-copy.ts';
import { answerCopy } from './operations/answer-copy.ts';

/** Beside this file, whether bundled or not. */
const program = path.join(import.meta.dirname, `watchdog${path.extname(import.meta.filename)}`);
const { serving, ...parts } = composeShadow(process.env, program);

/** Runs a copy of a call that `predict` has answered, on a version that answers nobody. */
export async function handler(event: unknown, context: Context): Promise<void> {
  const deps = await serving;
  await runCopy(parseCopy(event), {
    ...parts,
    answer: (copy) => answerCopy(copy, deps, () => context.getRemainingTimeInMillis()),
  });
}
