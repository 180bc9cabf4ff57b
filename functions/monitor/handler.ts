import type {
  APIGatewayProxyEvent,
  APIGatewayProxyResult,
  Context,
  EventBridgeEvent,
} from 'aws-lambda';
import { composeMonitor } from '../../layers/maas/compose/compose-monitor.ts';
import { DRIFT_DUE } from '../../layers/maas/contract/events.ts';
import { tickQuotas } from '../../layers/maas/core/access/tick-quotas.ts';
import type { ALARM_EVENTS } from '../../layers/maas/contract/alarms.ts';
import { parseAlarmEvent } from '../../layers/maas/core/alarms/alarm-event.ts';
import { heedAlarms } from '../../layers/maas/core/promotion/heed-alarms.ts';
import { tickDrift } from '../../layers/maas/core/drift/tick-drift.ts';
import { resumeTicks, tickRollouts } from '../../layers/maas/core/promotion/tick-rollouts.ts';
import { toBufferedHandler } from '../../layers/maas/hosts/lambda.ts';
import { heedConditions } from '../../layers/maas/http/heed-conditions.ts';
import { serveRequest } from '../../layers/maas/http/serve-request.ts';
import { accessOperations } from './operations/access.ts';
import { driftOperations } from './operations/drift.ts';
import { feedbackOperations } from './operations/feedback.ts';
import { metricsOperations } from './operations/metrics.ts';
import { rolloutOperations } from './operations/rollouts.ts';

const { logger, clock, deps } = composeMonitor(process.env);

const serve = toBufferedHandler(
  serveRequest<'monitor'>(
    deps.then((parts) =>
      heedConditions({
        ...metricsOperations(parts),
        ...feedbackOperations(parts),
        ...driftOperations(parts),
        ...rolloutOperations(parts),
        ...accessOperations(parts),
      }),
    ),
    { logger, clock },
  ),
);

/** Each minute while there is a quota, or a roll-out is open; and when drift is due. */
type Scheduled = EventBridgeEvent<
  'Scheduled Event' | typeof DRIFT_DUE,
  Readonly<Record<string, never>>
>;
/** CloudWatch's event when an alarm of ours, or a contributor to one, begins to ring. */
type AlarmChanged = EventBridgeEvent<(typeof ALARM_EVENTS)[number], object>;

export async function handler(
  event: APIGatewayProxyEvent | Scheduled | AlarmChanged,
  context: Context,
): Promise<APIGatewayProxyResult | undefined> {
  if ('httpMethod' in event) return serve(event, context);
  const parts = await deps;
  if (event['detail-type'] === DRIFT_DUE) {
    await resumeTicks(parts);
    await tickDrift(parts);
  } else if (event['detail-type'] === 'Scheduled Event') {
    await tickQuotas(parts);
    await tickRollouts(parts);
  } else {
    const alarm = parseAlarmEvent(event.detail);
    if (alarm) await heedAlarms(parts, alarm);
  }
  return undefined;
}
