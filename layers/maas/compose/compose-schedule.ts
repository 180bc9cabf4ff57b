import type { PromotionDeps } from '../core/promotion/start-rollout.ts';
import type { Settings } from './settings.ts';

/** Turns the looks at roll-outs on and off. The AWS SDK is loaded only where there is a rule. */
export function composeSchedule({
  rolloutRule,
}: Pick<Settings, 'rolloutRule'>): PromotionDeps['schedule'] {
  if (rolloutRule === undefined) return () => Promise.resolve();
  return async (isOn) => {
    const { EventBridgeRule } = await import('../adapters/events/eventbridge-rule.ts');
    await new EventBridgeRule(rolloutRule).turn(isOn);
  };
}
