import { type App, type Environment, Stack } from 'aws-cdk-lib';
import { CognitoUserPoolsAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { LambdaDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ModelService } from '../../infra/model-service.ts';
import { createImageContext } from './synthesise.ts';

export interface PlatformStackOptions {
  /** @default - account and region of nobody */
  readonly env?: Required<Pick<Environment, 'account' | 'region'>>;
  /** @default - a folder with nothing to run in it */
  readonly imageContext?: string;
  /** @default - AWS's */
  readonly baseImage?: string;
}

const NOBODY = { account: '111111111111', region: 'eu-central-1' };

/**
 * Creates the stack that a platform team asks for on the first day: private subnets, a key of its
 * own, tokens in place of keys, a domain, a firewall rule, a budget, gradual deploys.
 */
export function createPlatformStack(
  app: App,
  { env = NOBODY, imageContext = createImageContext(), baseImage }: PlatformStackOptions = {},
): {
  outside: Stack;
  stack: Stack;
  service: ModelService;
} {
  const outside = new Stack(app, 'Outside', { env });
  const vpc = Vpc.fromVpcAttributes(outside, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: [`${env.region}a`],
    isolatedSubnetIds: ['subnet-0123456789abcdef0'],
    isolatedSubnetRouteTableIds: ['rtb-0123456789abcdef0'],
  });
  const userPool = UserPool.fromUserPoolId(outside, 'Users', `${env.region}_abcdefghi`);
  const stack = new Stack(app, 'Platform', { env });
  // An authorizer belongs to one API, and stands in its stack.
  const dataPlaneAuth = new CognitoUserPoolsAuthorizer(stack, 'Tokens', {
    cognitoUserPools: [userPool],
  });
  const service = new ModelService(stack, 'Models', {
    imageContext,
    baseImage,
    vpc,
    vpcSubnets: { subnets: vpc.isolatedSubnets },
    securityGroups: [SecurityGroup.fromSecurityGroupId(outside, 'Group', 'sg-0123456789abcdef0')],
    encryptionKey: new Key(outside, 'Key', { enableKeyRotation: true }),
    dataPlaneAuth,
    domainName: 'models.example.com',
    certificate: Certificate.fromCertificateArn(
      outside,
      'Certificate',
      `arn:aws:acm:${env.region}:${env.account}:certificate/0`,
    ),
    basePath: 'ml',
    addressRateLimit: 3000,
    corsOrigins: ['https://ml.example.com'],
    alarmEmails: ['ops@example.com'],
    monthlyBudgetUsd: 500,
    ingestMaxConcurrency: 4,
    logLevel: 'warn',
    predictThreads: 2,
    predictDeployment: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
  });
  return { outside, stack, service };
}
