import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  GraphWidget,
  type IWidget,
  type Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ModelEndpoint } from './model-endpoint.ts';
import { WIDTH } from '../dashboard/charts.ts';

const PERIOD = Duration.minutes(5);

/** Charts Lambda's measurements of an endpoint's function, below the charts of all models. */
export function createEndpointRows(
  { model, function: handler, alias, isProvisioned }: ModelEndpoint,
  alarms: readonly Alarm[],
): readonly IWidget[][] {
  const sum = { statistic: 'Sum', period: PERIOD };
  const most = { statistic: 'Maximum', period: PERIOD };
  const title = `Endpoint ${model}`;
  const status = new AlarmStatusWidget({
    title: `${title}: alarms`,
    alarms: [...alarms],
    width: 2 * WIDTH,
  });
  const calls = ['Invocations', 'Errors', 'Throttles'].map((name) => handler.metric(name, sum));
  const warm =
    alias && isProvisioned ? [alias.metric('ProvisionedConcurrentExecutions', most)] : [];
  const charts = [
    graph(`${title}: calls, failures, throttles`, calls),
    graph(`${title}: instances at once`, [handler.metric('ConcurrentExecutions', most), ...warm]),
  ];
  return alarms.length > 0 ? [[status], charts] : [charts];
}

function graph(title: string, left: Metric[]): GraphWidget {
  return new GraphWidget({ title, left, width: WIDTH, leftYAxis: { min: 0 } });
}
