import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { DRIFT_DUE, DRIFT_MINUTES } from '../../layers/maas/contract/events.ts';
import { acknowledge } from '../findings/acknowledge.ts';

/** Has drift measured, twice an hour: a cent a month where no version was called. */
export class DriftTicks extends Construct {
  constructor(scope: Construct, id: string, { handler }: { readonly handler: IFunction }) {
    super(scope, id);
    const rule = new Rule(this, 'Rule', {
      description: 'serverless-maas: drift is measured',
      schedule: Schedule.rate(Duration.minutes(DRIFT_MINUTES)),
      targets: [
        new LambdaFunction(handler, {
          retryAttempts: 0,
          event: RuleTargetInput.fromObject({ 'detail-type': DRIFT_DUE, detail: {} }),
        }),
      ],
    });
    acknowledge(rule, 'Serverless-EventBusDLQ', 'What one look misses, the next finds.');
  }
}
