import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';

/** The props of the network that the functions run in, and of the key that encrypts their data. */
export interface NetworkProps {
  /**
   * Network in which the functions run; it must reach S3, CloudWatch, Secrets Manager, Lambda,
   * Firehose, EventBridge and SNS.
   * @default - none: Lambda's own
   */
  readonly vpc?: IVpc;
  /**
   * Subnets of `vpc`.
   * @default - its private ones
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * Security groups of all functions, in `vpc`.
   * @default - one for each function, which lets everything out
   */
  readonly securityGroups?: readonly ISecurityGroup[];
  /**
   * Key of yours for the registry, the functions' logs and environments, the dead letters, the
   * alarm topics and the access log on its way. Of a key from elsewhere (`Key.fromKeyArn`) the
   * policy is yours: `docs/deploy.md`, and the alarm topics then have one of their own, lest alarms
   * vanish. The log bucket keeps S3's own, as S3 delivers access logs to no other.
   * @default - AWS's own keys
   */
  readonly encryptionKey?: IKey;
}
