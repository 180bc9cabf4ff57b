import { Annotations, ArnFormat, Duration, Size, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  type CfnFunction,
  DockerImageCode,
  DockerImageFunction,
  type DockerImageFunctionProps,
  type IFunction,
  LoggingFormat,
  SnapStartConf,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DEFAULTS, ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import {
  CLOUD_FUNCTIONS,
  type CloudFunctionName,
  type FunctionName,
  FUNCTIONS,
} from '../../layers/maas/contract/functions.ts';
import { acknowledge, SWITCHED_OFF, toFindingText } from '../findings/acknowledge.ts';
import type { ResolvedProps } from '../props/resolve-props.ts';
import { requireImageContext } from '../image/image-context.ts';
import type { CaptureStream } from '../storage/capture-stream.ts';
import type { PredictionKey } from '../storage/prediction-key.ts';
import { grantStore, type StoreAccess } from '../storage/store-access.ts';
import { limitEnvironment } from './environment-size.ts';

/** The settings that all functions share: the stack's props, and the resources made from them. */
export interface FunctionSettings extends ResolvedProps {
  readonly bucket: IBucket;
  readonly metricNamespace: string;
  /** Signs predictions' ids. */
  readonly predictionKey: PredictionKey;
  /** Takes what predict captures. */
  readonly captureStream: CaptureStream;
}

export interface MaasFunctionProps extends FunctionSettings {
  readonly name: FunctionName | CloudFunctionName;
  readonly access: StoreAccess;
  /** In the function's folder of the image. @default 'start.handler' */
  readonly handler?: string;
  /** @default - as the contract says */
  readonly memoryMb?: number;
  /** @default - as the contract says */
  readonly timeoutSeconds?: number;
  /** @default - as the contract says */
  readonly storageMb?: number;
  /** @default - the account's limit */
  readonly maxConcurrency?: number | 'unreserved';
  /** True if instances of its versions are restored from a snapshot. @default false */
  readonly isSnapStart?: boolean;
  /** Beside what all functions get. @default - nothing */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * One function of the shared image, with a role of its own that allows exactly what its handler
 * does.
 */
export class MaasFunction extends Construct {
  readonly handler: DockerImageFunction;
  readonly logGroup: LogGroup;
  readonly timeout: Duration;
  readonly #role: Role;

  constructor(scope: Construct, id: string, props: MaasFunctionProps) {
    super(scope, id);
    const { name, bucket, access } = props;
    const spec = { ...FUNCTIONS, ...CLOUD_FUNCTIONS }[name];
    this.timeout = Duration.seconds(props.timeoutSeconds ?? spec.timeoutSeconds);
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: props.removalPolicy,
      encryptionKey: props.encryptionKey,
    });
    this.#role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What the ${name} function may do`,
    });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], this.logGroup.logGroupArn);
    grantStore(this.#role, bucket, access);
    if (props.encryptionKey) this.#allowKey(props.encryptionKey, access);
    if (props.vpc) this.#allowNetwork();
    this.handler = new DockerImageFunction(this, 'Function', {
      description: `serverless-maas: ${name}`,
      code: DockerImageCode.fromImageAsset(requireImageContext(props.imageContext), {
        cmd: [`${name}/${props.handler ?? 'start.handler'}`],
        platform: props.architecture.name === 'arm64' ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64,
        buildArgs: props.baseImage === undefined ? undefined : { BASE_IMAGE: props.baseImage },
      }),
      architecture: props.architecture,
      role: this.#role,
      memorySize: props.memoryMb ?? spec.memoryMb,
      timeout: this.timeout,
      ephemeralStorageSize: Size.mebibytes(props.storageMb ?? spec.ephemeralStorageMb),
      ...(typeof props.maxConcurrency === 'number'
        ? { reservedConcurrentExecutions: props.maxConcurrency }
        : {}),
      ...(props.isSnapStart ? { snapStart: SnapStartConf.ON_PUBLISHED_VERSIONS } : {}),
      ...toNetwork(props),
      environmentEncryption: props.encryptionKey,
      logGroup: this.logGroup,
      // The metric lines must reach CloudWatch as they are; the log lines are JSON by themselves.
      loggingFormat: LoggingFormat.TEXT,
      tracing: props.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      environment: toEnvironment(props),
    });
    const resource = this.handler.node.defaultChild as CfnFunction;
    limitEnvironment(this.handler, () => resource.environment);
    // CDK lets a function wait for its role and the role's policy; of the role, cfn-lint says that
    // the reference does as much (W3005).
    resource.addMetadata('cfn-lint', {
      config: { ignore_checks: ['W3005'] },
    });
    // That it needs a version: an alias has one.
    Annotations.of(this.handler).acknowledgeWarning('@aws-cdk/aws-lambda:snapStartRequirePublish');
    if (!props.tracing) acknowledge(this.handler, 'Serverless-LambdaTracing', SWITCHED_OFF);
    acknowledge(
      this.#role,
      'AwsSolutions-IAM5[Resource::*]',
      'X-Ray and, in a VPC, network interfaces know no resource to limit the actions to.',
    );
  }

  allow(actions: string[], resource: string): void {
    this.#role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
  }

  /** On all resources whose names fit, for a reason. */
  allowPattern(actions: string[], resource: string, reason: string): void {
    this.allow(actions, resource);
    acknowledge(
      this.#role,
      `AwsSolutions-IAM5[Resource::${toFindingText(this, resource)}]`,
      reason,
    );
  }

  /** It signs predictions' ids, or reads them. */
  allowPredictionKey({ secret }: PredictionKey): void {
    this.allow(['secretsmanager:GetSecretValue'], secret.secretArn);
  }

  /**
   * Lets Lambda put what failed for good into the queue, which it does by the function's own role:
   * without the queue's key the event would be lost in silence.
   */
  allowDeadLetters({ queueArn, encryptionMasterKey: key }: IQueue): void {
    this.allow(['sqs:SendMessage'], queueArn);
    if (key) this.allow(['kms:Decrypt', 'kms:GenerateDataKey'], key.keyArn);
  }

  /** The target of calls: an alias, where the function has one. */
  get target(): IFunction {
    return this.handler;
  }

  /** For functions that are called and waited for, by API Gateway alone. */
  acknowledgeSynchronous(): void {
    for (const rule of ['Serverless-LambdaAsyncFailureDestination', 'Serverless-LambdaDLQ']) {
      acknowledge(
        this.handler,
        rule,
        'Called by API Gateway alone, which waits for the answer: nothing is invoked ' +
          'asynchronously.',
      );
    }
  }

  /** Exactly what its access to objects wants; Lambda itself reads the environment by it. */
  #allowKey(key: IKey, { put = [] }: StoreAccess): void {
    const write = put.length > 0 ? ['kms:GenerateDataKey'] : [];
    this.allow(['kms:Decrypt', ...write], key.keyArn);
  }

  #allowNetwork(): void {
    this.allow(
      [
        'ec2:CreateNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:DeleteNetworkInterface',
        'ec2:AssignPrivateIpAddresses',
        'ec2:UnassignPrivateIpAddresses',
      ],
      '*',
    );
    // Lambda makes the interfaces; what runs in the functions, models included, must not.
    this.#role.addToPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: NETWORK_CHANGES,
        resources: ['*'],
        conditions: { ArnLike: { 'lambda:SourceFunctionArn': listFunctionArns(this) } },
      }),
    );
  }
}

const NETWORK_CHANGES = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DetachNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** Any of the account: the function's own name would make its role wait for it. */
function listFunctionArns(scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** Writes the variables that all functions have. */
export function toEnvironment({
  bucket,
  defaultModel,
  metricNamespace,
  logLevel,
  metricDetail,
  environment,
}: FunctionSettings & Pick<MaasFunctionProps, 'environment'>): Record<string, string> {
  return {
    [ENVIRONMENT.bucket]: bucket.bucketName,
    [ENVIRONMENT.defaultModel]: defaultModel,
    [ENVIRONMENT.metricNamespace]: metricNamespace,
    ...(logLevel === DEFAULTS.logLevel ? {} : { [ENVIRONMENT.logLevel]: logLevel }),
    ...(metricDetail === DEFAULTS.metricDetail ? {} : { [ENVIRONMENT.metricDetail]: metricDetail }),
    ...environment,
  };
}

function toNetwork({
  vpc,
  vpcSubnets,
  securityGroups,
}: FunctionSettings): Partial<DockerImageFunctionProps> {
  return vpc === undefined
    ? {}
    : {
        vpc,
        vpcSubnets,
        securityGroups: securityGroups && [...securityGroups],
      };
}
