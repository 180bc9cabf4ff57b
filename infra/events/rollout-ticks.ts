import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledge } from '../findings/acknowledge.ts';

/**
 * Has open roll-outs and quotas looked at, each minute. The function turns the rule on when one
 * begins, and off when none is left: a service that rests costs nothing.
 */
export class RolloutTicks extends Construct {
  /** @param name of the rule, which the function knows by its environment */
  constructor(
    scope: Construct,
    id: string,
    { handler, name }: { readonly handler: IFunction; readonly name: string },
  ) {
    super(scope, id);
    const rule = new Rule(this, 'Rule', {
      ruleName: name,
      description:
        'serverless-maas: open roll-outs and quotas are looked at; on only while there are any',
      schedule: Schedule.rate(Duration.minutes(1)),
      enabled: false,
      targets: [new LambdaFunction(handler, { retryAttempts: 0 })],
    });
    acknowledge(rule, 'Serverless-EventBusDLQ', 'What one look misses, the next finds.');
  }
}

/** The ARN of the rule with this name, for functions that turn it on and off. */
export function toRuleArn(scope: Construct, resourceName: string): string {
  return Stack.of(scope).formatArn({
    service: 'events',
    resource: 'rule',
    resourceName,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
