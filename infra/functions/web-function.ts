import { Annotations, Aws, Duration, Names } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  WebFunction,
  WebFunctionAuthType,
  type WebFunctionEndpoint,
  WebFunctionRuntime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { toPredictSeconds } from '../../layers/maas/contract/functions.ts';
import { STORAGE } from '../../layers/maas/contract/storage.ts';
import { WEB_ENDPOINTS } from '../../layers/maas/contract/web-function.ts';
import { OriginKey } from '../storage/origin-key.ts';
import { grantStore } from '../storage/store-access.ts';
import { WebCode } from '../storage/web-code.ts';
import { limitEnvironment } from './environment-size.ts';
import { type FunctionSettings, type MaasFunction, toEnvironment } from './maas-function.ts';
import { toPredictEnvironment } from './predict-function.ts';

export interface PredictWebFunctionProps extends FunctionSettings {
  /** Gets copies of calls, as events. */
  readonly shadow: MaasFunction;
  readonly logBucket: IBucket;
}

/** Beside the log group, where Lambda keeps what it has not moved there yet. */
const LOCAL_LOGS = '.local';

/**
 * Predictions on a Lambda Web Function; reads and calls what predict as a function of the image does.
 * It has two addresses: one for calls that are signed with AWS credentials, one for the API, which
 * shows a secret there.
 */
export class PredictWebFunction extends Construct {
  readonly webFunction: WebFunction;
  readonly alias = undefined;
  readonly gatewayEndpoint: WebFunctionEndpoint;
  readonly originKey: OriginKey;
  readonly logGroup: LogGroup;
  readonly timeout: Duration;

  constructor(scope: Construct, id: string, props: PredictWebFunctionProps) {
    super(scope, id);
    const { shadow, logBucket, ...settings } = props;
    const { predictTimeout, predictMaxEnvironments: maxEnvironments } = settings;
    this.timeout = Duration.seconds(toPredictSeconds(predictTimeout.toSeconds()));
    this.originKey = new OriginKey(this, 'OriginKey', settings);
    this.logGroup = this.#createLogs('Logs', settings);
    const role = this.#createRole(props);
    const name = `${Names.uniqueResourceName(this, { maxLength: 40 })}-${Aws.REGION}`;
    const code = new WebCode(this, 'Code', { ...settings, logBucket });
    const environment = toEnvironment({
      ...settings,
      environment: {
        ...toPredictEnvironment(settings, shadow),
        [ENVIRONMENT.originKeySecret]: this.originKey.secret.secretArn,
      },
    });
    limitEnvironment(this, () => ({ variables: environment }));
    this.webFunction = new WebFunction(this, 'Function', {
      // Names are an account's, not a region's.
      webFunctionName: name,
      revisionDescription: 'serverless-maas: predict',
      code: code.code,
      runtime: WebFunctionRuntime.NODEJS_24_X,
      role,
      logGroup: this.logGroup,
      timeout: this.timeout,
      maxConcurrencyPerEnvironment: settings.predictMaxRequests,
      kmsKey: settings.encryptionKey,
      environment,
      defaultEndpointAuth: WebFunctionAuthType.IAM_AUTH,
      defaultEndpoint: { endpointName: WEB_ENDPOINTS.signed, maxEnvironments },
    });
    this.gatewayEndpoint = this.webFunction.addEndpoint('Gateway', {
      authType: WebFunctionAuthType.APPLICATION_MANAGED,
      endpointName: WEB_ENDPOINTS.gateway,
      maxEnvironments,
    });
    Annotations.of(this.gatewayEndpoint).acknowledgeWarning(
      '@aws-cdk/aws-lambda:webFunctionPublicEndpoint',
      "What shows no secret of the API's is refused before anything of it is read.",
    );
    code.acknowledgeCopy();
    this.#nameBarely(name);
  }

  /**
   * CDK gives the ARN. AWS's own guide says that an endpoint's domain cannot be read then, and a stack
   * neither made nor rolled back; by the name it is well in either case.
   */
  #nameBarely(name: string): void {
    this.webFunction.resourceRevision.functionName = name;
    for (const endpoint of [this.webFunction.endpoint, this.gatewayEndpoint]) {
      endpoint.resource.functionName = name;
    }
  }

  #createLogs(id: string, props: FunctionSettings, logGroupName?: string): LogGroup {
    return new LogGroup(this, id, {
      logGroupName,
      retention: props.logRetention,
      removalPolicy: props.removalPolicy,
      encryptionKey: props.encryptionKey,
    });
  }

  #createRole({ shadow, ...props }: PredictWebFunctionProps): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'What predict may do as a web function',
    });
    const allow = (actions: string[], ...resources: string[]): void => {
      role.addToPolicy(new PolicyStatement({ actions, resources }));
    };
    const name = `${this.logGroup.logGroupName}${LOCAL_LOGS}`;
    const local = this.#createLogs('LocalLogs', props, name);
    allow(
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      this.logGroup.logGroupArn,
      local.logGroupArn,
    );
    const records = STORAGE.modelsPrefix;
    grantStore(role, props.bucket, { get: [records], list: [records] });
    const secrets = [props.predictionKey.secret, this.originKey.secret];
    allow(['secretsmanager:GetSecretValue'], ...secrets.map(({ secretArn }) => secretArn));
    allow(['firehose:PutRecordBatch'], props.captureStream.arn);
    allow(['lambda:InvokeFunction'], shadow.handler.functionArn);
    if (props.encryptionKey) allow(['kms:Decrypt'], props.encryptionKey.keyArn);
    return role;
  }
}
