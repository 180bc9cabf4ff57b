import { FileAlarmRegistry } from '../adapters/alarms/file-alarm-registry.ts';
import type { AlarmRegistry } from '../core/ports/alarm-registry.ts';
import type { Settings } from './settings.ts';

/** The AWS SDK is loaded only where there are alarms in CloudWatch. */
export async function composeAlarmRegistry({
  alarms,
  metricNamespace: namespace,
}: Pick<Settings, 'alarms' | 'metricNamespace'>): Promise<AlarmRegistry> {
  if (alarms === undefined) return { replace: () => Promise.resolve() };
  if (alarms.kind === 'files') return new FileAlarmRegistry(alarms.directory);
  const { CloudWatchAlarmRegistry } =
    await import('../adapters/alarms/cloudwatch-alarm-registry.ts');
  return new CloudWatchAlarmRegistry({ ...alarms, namespace });
}
