import type { Stage } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

export interface FirewallProps {
  readonly stage: Stage;
  /** ARN of the owner's; undefined for one that is made here. */
  readonly webAcl?: string;
  /** Calls of one address in five minutes, for the one that is made. */
  readonly addressRateLimit?: number;
}

const WINDOW_SECONDS = 300;

/** The web ACL in front of the API: what it refuses is billed by WAF alone. */
export class Firewall extends Construct {
  constructor(scope: Construct, id: string, props: FirewallProps) {
    super(scope, id);
    const { stage, webAcl, addressRateLimit } = props;
    new CfnWebACLAssociation(this, 'Association', {
      resourceArn: stage.stageArn,
      webAclArn: webAcl ?? this.#createWebAcl(addressRateLimit ?? 0),
    });
  }

  #createWebAcl(limit: number): string {
    const watch = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
      cloudWatchMetricsEnabled: true,
      metricName,
      sampledRequestsEnabled: true,
    });
    const { attrArn } = new CfnWebACL(this, 'WebAcl', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: watch('calls'),
      rules: [
        {
          name: 'address-rate',
          priority: 0,
          action: { block: {} },
          visibilityConfig: watch('address-rate'),
          statement: {
            rateBasedStatement: {
              aggregateKeyType: 'IP',
              evaluationWindowSec: WINDOW_SECONDS,
              limit,
            },
          },
        },
      ],
    });
    return attrArn;
  }
}
