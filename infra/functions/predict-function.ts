import { type ILambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Alias, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { foldName } from '../../layers/maas/contract/names.ts';
import { DEFAULTS, ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { PRELOADING_HANDLER, toPredictSeconds } from '../../layers/maas/contract/functions.ts';
import { STORAGE } from '../../layers/maas/contract/storage.ts';
import { acknowledge } from '../findings/acknowledge.ts';
import { type FunctionSettings, MaasFunction } from './maas-function.ts';

/** Under which calls reach the version that serves. */
const ALIAS_NAME = 'live';
/** The policy of CodeDeploy's own role, which shifts aliases and reads alarms. */
const CODE_DEPLOY_POLICY =
  'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]';

export interface PredictFunctionProps extends FunctionSettings {
  /** Gets copies of calls, as events. */
  readonly shadow: MaasFunction;
  /** The only model that it serves. @default - all there are */
  readonly model?: string;
  /** True if it loads its model while it starts. @default false */
  readonly preloads?: boolean;
  /** True if its instances are restored from a snapshot. @default false */
  readonly isSnapStart?: boolean;
}

/**
 * Predictions; reads records and bundles, and writes to no bucket: captures go to a stream, copies
 * of calls to the function that runs shadows.
 */
export class PredictFunction extends MaasFunction {
  /** undefined where every call goes to the newest version. */
  readonly alias: Alias | undefined;
  readonly webFunction = undefined;

  constructor(scope: Construct, id: string, { shadow, ...settings }: PredictFunctionProps) {
    const { model, preloads = false } = settings;
    const records = toRecordsPrefix(model);
    const { predictMemoryMb, predictStorageMb, predictTimeout } = settings;
    super(scope, id, {
      ...settings,
      name: 'predict',
      memoryMb: predictMemoryMb,
      storageMb: predictStorageMb,
      timeoutSeconds: toPredictSeconds(predictTimeout.toSeconds()),
      maxConcurrency: settings.predictMaxConcurrency,
      environment: {
        ...toPredictEnvironment(settings, shadow),
        ...(model === undefined ? {} : { [ENVIRONMENT.endpoint]: model }),
        ...(preloads && model !== undefined ? { [ENVIRONMENT.preload]: model } : {}),
      },
      ...(preloads ? { handler: PRELOADING_HANDLER } : {}),
      access: { get: [records], list: [records] },
    });
    this.allowPredictionKey(settings.predictionKey);
    this.allow(['firehose:PutRecordBatch'], settings.captureStream.arn);
    this.allow(['lambda:InvokeFunction'], shadow.handler.functionArn);
    this.acknowledgeSynchronous();
    this.alias = this.#createAlias(settings);
  }

  override get target(): IFunction {
    return this.alias ?? this.handler;
  }

  /** Lets new versions take over step by step, and back when one of the alarms rings. */
  deployGradually(config: ILambdaDeploymentConfig, alarms: readonly IAlarm[]): void {
    if (!this.alias) return;
    const group = new LambdaDeploymentGroup(this, 'Deployments', {
      alias: this.alias,
      deploymentConfig: config,
      alarms: [...alarms],
    });
    acknowledge(
      group,
      CODE_DEPLOY_POLICY,
      "AWS's own policy for this, which CodeDeploy's role has.",
    );
  }

  #createAlias({
    predictDeployment,
    predictProvisionedConcurrency,
    isSnapStart = false,
  }: Omit<PredictFunctionProps, 'shadow'>): Alias | undefined {
    const hasVersions = isSnapStart || predictProvisionedConcurrency !== undefined;
    if (!predictDeployment && !hasVersions) return undefined;
    return new Alias(this, 'Alias', {
      aliasName: ALIAS_NAME,
      version: this.handler.currentVersion,
      ...(predictProvisionedConcurrency === undefined
        ? {}
        : { provisionedConcurrentExecutions: predictProvisionedConcurrency }),
    });
  }
}

/** Writes the variables that predict has beside those of all functions, whatever hosts it. */
export function toPredictEnvironment(
  settings: FunctionSettings,
  shadow: MaasFunction,
): Record<string, string> {
  const { predictStorageMb, predictTimeout, predictThreads } = settings;
  const { countedCallers, countedLabels } = settings;
  return {
    [ENVIRONMENT.predictionKeySecret]: settings.predictionKey.secret.secretArn,
    [ENVIRONMENT.shadowFunction]: shadow.handler.functionArn,
    [ENVIRONMENT.predictTimeoutMs]: String(predictTimeout.toMilliseconds()),
    [ENVIRONMENT.errorRatePercent]: String(settings.errorRateAlarmPercent),
    [ENVIRONMENT.latencyP99Ms]: String(settings.latencyAlarmThreshold.toMilliseconds()),
    [ENVIRONMENT.bundleBudgetMb]: String(toBundleBudgetMb(predictStorageMb)),
    ...(countedCallers.length > 0
      ? { [ENVIRONMENT.countedCallers]: countedCallers.join(' ') }
      : {}),
    [ENVIRONMENT.captureStream]: settings.captureStream.name,
    [ENVIRONMENT.capturePercent]: String(settings.capturePercent),
    [ENVIRONMENT.captureRedact]: JSON.stringify(settings.captureRedact),
    ...(countedLabels === DEFAULTS.countedLabels
      ? {}
      : { [ENVIRONMENT.countedLabels]: String(countedLabels) }),
    ...(predictThreads === undefined ? {} : { [ENVIRONMENT.threads]: String(predictThreads) }),
  };
}

/** Names of models are folded in keys. */
function toRecordsPrefix(model: string | undefined): string {
  const { modelsPrefix } = STORAGE;
  return model === undefined ? modelsPrefix : `${modelsPrefix}${foldName(model)}/`;
}

/** Megabytes that the files of versions may take on predict's disk. */
export function toBundleBudgetMb(storageMb: number): number {
  return storageMb - DEFAULTS.bundleReserveMb;
}
