import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';

export interface MonthlyBudgetProps {
  readonly dollars: number;
  /** 1 to 10. */
  readonly emails: readonly string[];
}

/** Percent of the budget at which it writes. */
const STEPS = [80, 100];

/**
 * Writes when the account's month costs as much as was expected. Of the whole account, as costs of
 * one stack are told apart only where the account's owner has switched on a tag for it.
 */
export class MonthlyBudget extends Construct {
  constructor(scope: Construct, id: string, { dollars, emails }: MonthlyBudgetProps) {
    super(scope, id);
    const subscribers = emails.map((address) => ({ address, subscriptionType: 'EMAIL' }));
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: dollars, unit: 'USD' },
      },
      notificationsWithSubscribers: STEPS.map((threshold) => ({
        notification: {
          notificationType: 'ACTUAL',
          comparisonOperator: 'GREATER_THAN',
          thresholdType: 'PERCENTAGE',
          threshold,
        },
        subscribers,
      })),
    });
  }
}
