import { Duration, type RemovalPolicy, Size } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  type Architecture,
  type CfnFunction,
  DockerImageCode,
  DockerImageFunction,
  LoggingFormat,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { type FunctionName, FUNCTIONS } from '../../layers/maas/contract/functions.ts';
import { acknowledge } from '../acknowledge.ts';
import { requireImageContext } from '../image/image-context.ts';
import { grantStore, type StoreAccess } from '../storage/store-access.ts';

/** What all functions share. */
export interface FunctionSettings {
  readonly bucket: IBucket;
  readonly metricNamespace: string;
  readonly defaultModel: string;
  readonly architecture: Architecture;
  readonly imageContext: string;
  readonly baseImage: string | undefined;
  readonly vpc: IVpc | undefined;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

export interface MaasFunctionProps extends FunctionSettings {
  readonly name: FunctionName;
  readonly access: StoreAccess;
  /** @default - as the contract says */
  readonly memoryMb?: number;
  /** @default - as the contract says */
  readonly timeoutSeconds?: number;
  /** @default - as the contract says */
  readonly storageMb?: number;
  /** @default - the account's limit */
  readonly maxConcurrency?: number | undefined;
  /** Beside what all functions get. @default - nothing */
  readonly environment?: Readonly<Record<string, string>>;
}

/** One function of the shared image, with a role of its own that allows exactly what its handler does. */
export class MaasFunction extends Construct {
  readonly handler: DockerImageFunction;
  readonly timeout: Duration;
  readonly #role: Role;

  constructor(scope: Construct, id: string, props: MaasFunctionProps) {
    super(scope, id);
    const { name, bucket, access } = props;
    const spec = FUNCTIONS[name];
    this.timeout = Duration.seconds(props.timeoutSeconds ?? spec.timeoutSeconds);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: props.removalPolicy,
    });
    this.#role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What the ${name} function may do`,
    });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
    grantStore(this.#role, bucket, access);
    if (props.vpc) this.#allowNetwork();
    this.handler = new DockerImageFunction(this, 'Function', {
      description: `serverless-maas: ${name}`,
      code: DockerImageCode.fromImageAsset(requireImageContext(props.imageContext), {
        cmd: [`${name}/handler.handler`],
        platform: props.architecture.name === 'arm64' ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64,
        ...(props.baseImage === undefined ? {} : { buildArgs: { BASE_IMAGE: props.baseImage } }),
      }),
      architecture: props.architecture,
      role: this.#role,
      memorySize: props.memoryMb ?? spec.memoryMb,
      timeout: this.timeout,
      ephemeralStorageSize: Size.mebibytes(props.storageMb ?? spec.ephemeralStorageMb),
      ...(props.maxConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: props.maxConcurrency }),
      ...(props.vpc === undefined ? {} : { vpc: props.vpc }),
      logGroup,
      // The metric lines must reach CloudWatch as they are; the log lines are JSON by themselves.
      loggingFormat: LoggingFormat.TEXT,
      tracing: Tracing.ACTIVE,
      environment: {
        [ENVIRONMENT.bucket]: bucket.bucketName,
        [ENVIRONMENT.defaultModel]: props.defaultModel,
        [ENVIRONMENT.metricNamespace]: props.metricNamespace,
        ...props.environment,
      },
    });
    // CDK lets a function wait for its role and the role's policy; of the role, cfn-lint says that the reference does as much (W3005).
    (this.handler.node.defaultChild as CfnFunction).addMetadata('cfn-lint', {
      config: { ignore_checks: ['W3005'] },
    });
    acknowledge(
      this.#role,
      'AwsSolutions-IAM5[Resource::*]',
      'X-Ray and, in a VPC, network interfaces know no resource to limit the actions to.',
    );
  }

  allow(actions: string[], resource: string): void {
    this.#role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
  }

  /** For functions that are called and waited for, by API Gateway alone. */
  acknowledgeSynchronous(): void {
    for (const rule of ['Serverless-LambdaAsyncFailureDestination', 'Serverless-LambdaDLQ'])
      acknowledge(
        this.handler,
        rule,
        'Called by API Gateway alone, which waits for the answer: nothing is invoked asynchronously.',
      );
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
  }
}
