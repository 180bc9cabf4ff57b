import type { Clock } from '../core/ports/clock.ts';
import type { ShadowSender } from '../core/ports/shadow-sender.ts';
import { lazily } from '../core/lazily.ts';
import type { Settings, ShadowSettings } from './settings.ts';

/** Sends copies of calls to their shadows; its client is loaded with the first copy. */
export function composeShadowSender(
  { shadows }: Pick<Settings, 'shadows'>,
  clock: Clock,
): ShadowSender | undefined {
  if (shadows === undefined) return undefined;
  const load = lazily(() => loadSender(shadows, clock));
  return { send: async (shadow, copy) => (await load()).send(shadow, copy) };
}

async function loadSender(shadows: ShadowSettings, clock: Clock): Promise<ShadowSender> {
  if (shadows.kind === 'socket') {
    const { SocketShadowSender } = await import('../adapters/shadow/socket-shadow-sender.ts');
    return new SocketShadowSender(shadows.path);
  }
  const { LambdaShadowSender } = await import('../adapters/shadow/lambda-shadow-sender.ts');
  return new LambdaShadowSender({ function: shadows.arn, clock });
}
