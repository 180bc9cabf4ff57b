import type { AlarmNotification } from './alarm-notification.ts';

/** The times that the dashboard shows before and after the change. */
const BEFORE_MS = 3 * 3_600_000;
const AFTER_MS = 30 * 60_000;
const ARN = /^arn:(aws[\w-]*):cloudwatch:([\w-]+):/;
const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/**
 * The dashboard in CloudWatch's console, at the time of the alarm.
 * @returns undefined where the alarm's ARN does not tell the region
 */
export function toDashboardUrl(
  dashboardName: string,
  { arn = '', atMs }: Pick<AlarmNotification, 'arn' | 'atMs'>,
): string | undefined {
  const [, partition = '', region = ''] = ARN.exec(arn) ?? [];
  const console = CONSOLES[partition];
  if (console === undefined || !Number.isFinite(atMs)) return undefined;
  const time = (ms: number): string => new Date(ms).toISOString();
  return (
    `https://${region}.${console}/cloudwatch/home?region=${region}#dashboards/dashboard/` +
    `${encodeURIComponent(dashboardName)}?start=${time(atMs - BEFORE_MS)}&end=${time(atMs + AFTER_MS)}`
  );
}
