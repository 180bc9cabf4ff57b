import { expect, it } from '@jest/globals';
import { CfnWaitConditionHandle, Duration, Token } from 'aws-cdk-lib';
import { EndpointType } from 'aws-cdk-lib/aws-apigateway';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { LambdaDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import type { IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { AccountRootPrincipal, PolicyDocument, Role } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { ModelServiceProps } from '../../infra/props/model-service-props.ts';
import { createService } from './synthesise.ts';

/** Any certificate does: nothing is made of it. */
const CERTIFICATE = {} as ICertificate;

const REFUSED: readonly [ModelServiceProps, string][] = [
  [
    { predictMemoryMb: 10_241 },
    'predictMemoryMb must be a whole number from 128 to 10240; got 10241.',
  ],
  [{ predictMemoryMb: 127 }, 'predictMemoryMb must be a whole number from 128 to 10240; got 127.'],
  [
    { predictMemoryMb: 1769.5 },
    'predictMemoryMb must be a whole number from 128 to 10240; got 1769.5.',
  ],
  [
    { predictMemoryMb: Number.NaN },
    'predictMemoryMb must be a whole number from 128 to 10240; got NaN.',
  ],
  [{ ingestMemoryMb: 512 }, 'ingestMemoryMb must be a whole number from 1024 to 10240; got 512.'],
  [
    { predictMaxConcurrency: 0 },
    'predictMaxConcurrency must be a whole number from 1 to 100000; got 0.',
  ],
  [
    { predictMaxConcurrency: 'none' as 'unreserved' },
    "predictMaxConcurrency must be a whole number from 1 to 100000 or 'unreserved'; got 'none'.",
  ],
  [
    { predictStorageMb: 511 },
    'predictStorageMb must be a whole number from 512 to 10240; got 511.',
  ],
  [
    { predictStorageMb: 10_241 },
    'predictStorageMb must be a whole number from 512 to 10240; got 10241.',
  ],
  [
    { predictTimeout: Duration.millis(500) },
    'predictTimeout in seconds must be a whole number from 1 to 780; got 0.5.',
  ],
  [
    { predictTimeout: Duration.minutes(14) },
    'predictTimeout in seconds must be a whole number from 1 to 780; got 840.',
  ],
  [{ rateLimit: 0 }, 'rateLimit must be a whole number from 1 to 10000; got 0.'],
  [{ rateLimit: 10_001 }, 'rateLimit must be a whole number from 1 to 10000; got 10001.'],
  [{ burstLimit: 5001 }, 'burstLimit must be a whole number from 1 to 5000; got 5001.'],
  [
    { latencyAlarmThreshold: Duration.millis(0) },
    'latencyAlarmThreshold in milliseconds must be a whole number from 1 to 900000; got 0.',
  ],
  [
    { latencyAlarmThreshold: Duration.minutes(16) },
    'latencyAlarmThreshold in milliseconds must be a whole number from 1 to 900000; got 960000.',
  ],
  [{ errorRateAlarmPercent: 0 }, 'errorRateAlarmPercent must be above 0 and below 100; got 0'],
  [{ errorRateAlarmPercent: 100 }, 'errorRateAlarmPercent must be above 0 and below 100; got 100'],
  [
    { errorRateAlarmPercent: Number.NaN },
    'errorRateAlarmPercent must be above 0 and below 100; got NaN',
  ],
  [
    { restorePeriod: Duration.hours(12) },
    'restorePeriod in days must be a whole number from 1 to 3650; got 0.5.',
  ],
  [{ defaultModel: 'My Model' }, "got 'My Model'."],
  [{ defaultModel: '' }, "got ''."],
  [
    { dataPlaneAuth: 'none' as 'iam' },
    "dataPlaneAuth must be 'apiKey', 'iam' or an authorizer; got 'none'.",
  ],
  [
    { controlPlaneAuth: 'cognito' as 'iam' },
    "controlPlaneAuth must be 'apiKey', 'iam' or an authorizer; got 'cognito'.",
  ],
  [{ domainName: 'models.example.com' }, "need each other; got only 'models.example.com'."],
  [{ certificate: CERTIFICATE }, 'need each other; got only certificate.'],
  [
    { domainName: 'https://models.example.com', certificate: CERTIFICATE },
    "domainName must be a name as models.example.com; got 'https://models.example.com'.",
  ],
  [{ basePath: 'ml' }, 'basePath needs a domainName.'],
  [
    { domainName: 'models.example.com', certificate: CERTIFICATE, basePath: '/ml' },
    "without a slash at either end; got '/ml'.",
  ],
  [{ endpointType: EndpointType.EDGE }, 'endpointType must be REGIONAL or PRIVATE; got EDGE'],
  [{ endpointType: EndpointType.PRIVATE }, 'A private API needs vpcEndpoints, or a policy'],
  [
    {
      endpointType: EndpointType.PRIVATE,
      policy: new PolicyDocument(),
      domainName: 'models.example.com',
      certificate: CERTIFICATE,
    },
    'A private API takes no domainName',
  ],
  [{ vpcEndpoints: [{} as IVpcEndpoint] }, 'vpcEndpoints need endpointType'],
  [{ webAcl: 'my-acl' }, 'must be the ARN of a regional web ACL'],
  [
    { webAcl: 'arn:aws:wafv2:us-east-1:111111111111:global/webacl/cdn/1' },
    'must be the ARN of a regional web ACL',
  ],
  [
    {
      webAcl: 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/api/1',
      addressRateLimit: 100,
    },
    'An API has one web ACL',
  ],
  [
    { addressRateLimit: 9 },
    'addressRateLimit must be a whole number from 10 to 2000000000; got 9.',
  ],
  [
    { corsOrigins: ['https://ml.example.com/page'] },
    "with no path; got 'https://ml.example.com/page'.",
  ],
  [{ corsOrigins: ['ml.example.com'] }, "with no path; got 'ml.example.com'."],
  [{ vpcSubnets: {} }, 'vpcSubnets need a vpc.'],
  [{ securityGroups: [] }, 'securityGroups need a vpc.'],
  [{ countedLabels: 101 }, 'countedLabels must be a whole number from 0 to 100; got 101.'],
  [
    { metricDetail: 'all' as 'high' },
    "metricDetail must be one of off, low, standard, high; got 'all'",
  ],
  [{ metricDetail: 'off' }, "metricDetail 'off' leaves alarms nothing to look at"],
  [{ predictThreads: 7 }, 'predictThreads must be a whole number from 1 to 6; got 7.'],
  [
    { predictProvisionedConcurrency: 0 },
    'predictProvisionedConcurrency must be a whole number from 1 to 100000; got 0.',
  ],
  [
    { predictProvisionedConcurrency: 6, predictMaxConcurrency: 5 },
    'predictProvisionedConcurrency must be at most predictMaxConcurrency; got 6 of 5.',
  ],
  [
    {
      predictProvisionedConcurrency: 1,
      predictDeployment: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
    },
    'predictProvisionedConcurrency and a predictDeployment that shifts traffic exclude each other',
  ],
  [
    { predictDeployment: LambdaDeploymentConfig.ALL_AT_ONCE, alarms: false },
    'predictDeployment needs alarms',
  ],
  [
    { ingestMaxConcurrency: 0 },
    'ingestMaxConcurrency must be a whole number from 1 to 100000; got 0.',
  ],
  [
    { logLevel: 'trace' as 'debug' },
    "logLevel must be one of debug, info, warn, error; got 'trace'.",
  ],
  [
    { countedCallers: ['ann'] },
    'countedCallers must be names as key:abc123, sub:alice or arn:aws:iam::111111111111:role/App, ' +
      "without blanks; got 'ann'.",
  ],
  [
    { countedCallers: Array.from({ length: 21 }, (_, index) => `key:${index}`) },
    'countedCallers may name 20 at most; got 21.',
  ],
  [
    { monthlyBudgetUsd: 0, alarmEmails: ['a@example.com'] },
    'monthlyBudgetUsd must be above 0; got 0.',
  ],
  [{ monthlyBudgetUsd: 100 }, 'monthlyBudgetUsd writes to alarmEmails, 1 to 10 of them; got 0.'],
  [{ alarmEmails: ['nobody'] }, "alarmEmails must be e-mail addresses; got 'nobody'."],
  [{ alarmEmails: ['a@example.com', 'a@example.com'] }, "alarmEmails names 'a@example.com' twice"],
  [
    { alarmHttpsEndpoints: ['http://pager.example'] },
    "alarmHttpsEndpoints must be addresses that begin with https://; got 'http://pager.example'.",
  ],
  [
    { alarmHttpsEndpoints: ['https://pager.example/a', 'https://pager.example/a'] },
    "alarmHttpsEndpoints names 'https://pager.example/a' twice",
  ],
  [
    { alarmTopic: { fifo: true } as ITopic },
    'alarmTopic must be a standard topic; got a FIFO topic',
  ],
  ...(['alarmEmails', 'alarmHttpsEndpoints', 'corsOrigins', 'captureRedact'] as const).map(
    (name): [ModelServiceProps, string] => [
      { [name]: Token.asList({ Ref: 'Addresses' }) },
      `${name} must be a list whose length is known at synthesis; got one that the deploy brings`,
    ],
  ),
  [
    { imageContext: '/no/such/folder' },
    "imageContext must be a folder with a Dockerfile; there is none in '/no/such/folder'.",
  ],
];

it.each(REFUSED)('refuses %o when it is constructed, saying what it got', (props, sentence) => {
  expect(() => createService(props)).toThrow(sentence);
});

it('takes the default for a prop that is undefined', () => {
  expect(() => createService({ predictMemoryMb: undefined as unknown as number })).not.toThrow();
});

it('refuses to grant what would change nothing', () => {
  const { stack, service } = createService();
  const role = new Role(stack, 'Caller', { assumedBy: new AccountRootPrincipal() });
  expect(() => service.grantPredict(role)).toThrow("dataPlaneAuth is not 'iam'");
  expect(() => service.grantControl(role)).not.toThrow();
});

it('says at synthesis what to do where a stack has more than CloudFormation takes', () => {
  const { app, stack } = createService();
  for (let index = 0; index < 200; index++) new CfnWaitConditionHandle(stack, `Other${index}`);
  expect(() => app.synth()).toThrow(
    /The stack 'Test' has 5\d\d resources, and CloudFormation takes 500; 3\d\d are .* Give each/,
  );
});
