import { Stack, Validations } from 'aws-cdk-lib';
import type { CfnBucket, IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';

/** A reason. */
export const SWITCHED_OFF = 'The owner of the stack switched it off.';

/**
 * Accepts a finding of cdk-nag or of CDK's own validator, on the narrowest construct, with the
 * reason why it is right here.
 */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}

/** An ARN as findings write it: `<AWS::Region>` where a deployment will have its own. */
export function toFindingText(scope: IConstruct, arn: string): string {
  const resolved: unknown = Stack.of(scope).resolve(arn);
  if (typeof resolved === 'string') return resolved;
  const { 'Fn::Join': [separator, parts] = ['', []] } = resolved as {
    'Fn::Join'?: [string, (string | { Ref: string })[]];
  };
  return parts.map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join(separator);
}

/** Accepts that a role may use all objects below one prefix of a bucket of this stack. */
export function acknowledgeObjects(
  role: IConstruct,
  bucket: IBucket,
  prefix: string,
  reason: string,
): void {
  const bucketId = Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnBucket);
  acknowledge(role, `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/${prefix}*]`, reason);
}
