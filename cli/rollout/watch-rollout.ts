import type { MaasClient, Rollout } from '../../client/index.ts';
import type { Output } from '../output/output.ts';
import { isOpen, showRollout } from './show-rollout.ts';

const CLEAR = '\x1b[H\x1b[2J';

/**
 * Shows a roll-out again and again until it has ended or waits for a person: drawn anew in a
 * terminal, elsewhere a line for each change.
 */
export async function watchRollout(
  client: MaasClient,
  output: Output,
  { model, alias, id }: { readonly model: string; readonly alias: string; readonly id: string },
  seconds: number,
): Promise<Rollout> {
  let last = '';
  for (;;) {
    const rollout = await client.rollout(model, id, { alias });
    const { state, percent, reason } = rollout;
    const now = [state, `${percent} %`, reason].join('\t');
    if (output.isTerminal) {
      await output.write(CLEAR);
      showRollout(output, rollout);
    } else if (now !== last) {
      output.line(output.isJson ? JSON.stringify(rollout) : now);
    }
    last = now;
    if (!isOpen(rollout) || state !== 'BAKING') return rollout;
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}
