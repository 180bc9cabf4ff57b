import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import { EndpointType } from 'aws-cdk-lib/aws-apigateway';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DEFAULTS } from '../../layers/maas/contract/environment.ts';
import { FUNCTIONS, toIngestMemoryMb } from '../../layers/maas/contract/functions.ts';
import { MODEL_NAME, MODEL_NAME_RULE } from '../../layers/maas/contract/names.ts';
import { STORAGE } from '../../layers/maas/contract/storage.ts';
import { WEB_FUNCTION, WEB_INSTANCE_MB } from '../../layers/maas/contract/web-function.ts';
import { findImageContext } from '../image/image-context.ts';
import { findWebPackage } from '../image/web-package.ts';
import { checkCombinations } from './check-combinations.ts';
import { checkLists } from './check-lists.ts';
import { checkWeb } from './check-web.ts';
import type { ModelServiceProps } from './model-service-props.ts';
import { requireConcurrency } from './require-concurrency.ts';
import { requireInteger } from './require-integer.ts';

/** The props that have no default. */
type Optional =
  | 'baseImage'
  | 'vpc'
  | 'vpcSubnets'
  | 'securityGroups'
  | 'encryptionKey'
  | 'alarmTopic'
  | 'alarmSlackWebhook'
  | 'alarmTeamsWebhook'
  | 'domainName'
  | 'certificate'
  | 'basePath'
  | 'policy'
  | 'webAcl'
  | 'addressRateLimit'
  | 'predictThreads'
  | 'predictProvisionedConcurrency'
  | 'predictDeployment'
  | 'monthlyBudgetUsd';

export type ResolvedProps = Required<Omit<ModelServiceProps, Optional>> &
  Pick<ModelServiceProps, Optional>;

/**
 * API Gateway's default limits of an account and region, above which it would throttle earlier than
 * asked, in silence.
 */
const ACCOUNT_RATE_LIMIT = 10_000;
const ACCOUNT_BURST_LIMIT = 5000;

/**
 * The part of an account's 1,000 instances that is kept free: what a flood takes leaves the
 * functions that manage models, and the account's others, enough.
 */
const PREDICT_CONCURRENCY = 50;
/** Memory that each of a web function's processes has, and disk that they share. */
const WEB_SIZES = { memoryMb: WEB_INSTANCE_MB, ephemeralStorageMb: WEB_FUNCTION.storageMb };
/** Lambda's 15 minutes, less what loading a model may take. */
export const LONGEST_RUN_SECONDS = 780;
export const LARGEST_MEMORY_MB = 10_240;

/**
 * Fills in the defaults.
 * @throws Error where AWS would refuse the value, or ignore it in silence
 */
export function resolveProps(props: ModelServiceProps): ResolvedProps {
  checkLists(props);
  checkWeb(props);
  const isWeb = props.predictOn === 'web';
  const architecture = props.architecture ?? (isWeb ? Architecture.ARM_64 : Architecture.X86_64);
  const predict = isWeb ? WEB_SIZES : FUNCTIONS.predict;
  const resolved: ResolvedProps = {
    defaultModel: DEFAULTS.defaultModel,
    dataPlaneAuth: 'apiKey',
    controlPlaneAuth: 'iam',
    rateLimit: 100,
    burstLimit: 200,
    predictMemoryMb: predict.memoryMb,
    predictStorageMb: predict.ephemeralStorageMb,
    predictTimeout: Duration.millis(DEFAULTS.predictTimeoutMs),
    predictMaxConcurrency: PREDICT_CONCURRENCY,
    ingestMemoryMb: defaultIngestMemoryMb(props.predictMemoryMb),
    architecture,
    imageContext: props.imageContext ?? findImageContext(architecture),
    latencyAlarmThreshold: Duration.seconds(5),
    errorRateAlarmPercent: 5,
    alarmEmails: [],
    alarmHttpsEndpoints: [],
    logRetention: RetentionDays.ONE_MONTH,
    restorePeriod: Duration.days(30),
    // By RETAIN, each first deploy that fails would leave a key and a secret that are billed.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    endpointType: EndpointType.REGIONAL,
    vpcEndpoints: [],
    corsOrigins: [],
    accessLog: true,
    metricDetail: DEFAULTS.metricDetail,
    countedLabels: DEFAULTS.countedLabels,
    tracing: true,
    dashboard: true,
    alarms: true,
    logLevel: DEFAULTS.logLevel,
    countedCallers: [],
    capturePercent: 0,
    captureRedact: [],
    captureRetention: Duration.days(STORAGE.captureRetentionDays),
    ingestMaxConcurrency: 'unreserved',
    shadowMaxConcurrency: 'unreserved',
    predictOn: 'function',
    predictMaxEnvironments: PREDICT_CONCURRENCY,
    predictMaxRequests: WEB_FUNCTION.requests,
    webPackage: props.webPackage ?? findWebPackage(),
    ...dropUndefined(props),
  };
  check(resolved);
  return resolved;
}

/** A prop that is given as undefined means its default. */
function dropUndefined(props: ModelServiceProps): ModelServiceProps {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
}

function check(props: ResolvedProps): void {
  requireInteger('predictMemoryMb', props.predictMemoryMb, 128, 10_240);
  // The process that tries the model needs something beside what is kept for the function itself.
  requireInteger('ingestMemoryMb', props.ingestMemoryMb, 2 * DEFAULTS.probeReserveMb, 10_240);
  requireInteger('predictStorageMb', props.predictStorageMb, 512, 10_240);
  requireInteger(
    'predictTimeout in seconds',
    props.predictTimeout.toSeconds({ integral: false }),
    1,
    LONGEST_RUN_SECONDS,
  );
  requireConcurrency('predictMaxConcurrency', props.predictMaxConcurrency);
  requireConcurrency('ingestMaxConcurrency', props.ingestMaxConcurrency);
  requireConcurrency('shadowMaxConcurrency', props.shadowMaxConcurrency);
  requireInteger('rateLimit', props.rateLimit, 1, ACCOUNT_RATE_LIMIT);
  requireInteger('burstLimit', props.burstLimit, 1, ACCOUNT_BURST_LIMIT);
  requireInteger(
    'latencyAlarmThreshold in milliseconds',
    props.latencyAlarmThreshold.toMilliseconds({ integral: false }),
    1,
    900_000,
  );
  requireInteger('restorePeriod in days', props.restorePeriod.toDays({ integral: false }), 1, 3650);
  checkCapture(props);
  const percent = props.errorRateAlarmPercent;
  if (!Token.isUnresolved(percent) && !(percent > 0 && percent < 100)) {
    throw new Error(
      `errorRateAlarmPercent must be above 0 and below 100; got ${percent}: the alarm would ` +
        'always or never ring.',
    );
  }
  if (!Token.isUnresolved(props.defaultModel) && !MODEL_NAME.test(props.defaultModel)) {
    throw new Error(`defaultModel must be ${MODEL_NAME_RULE}; got '${props.defaultModel}'.`);
  }
  requirePlaneAuth('dataPlaneAuth', props.dataPlaneAuth);
  requirePlaneAuth('controlPlaneAuth', props.controlPlaneAuth);
  props.alarmEmails.forEach(requireEmail);
  requireUnique('alarmEmails', props.alarmEmails);
  props.alarmHttpsEndpoints.forEach(requireHttps);
  requireUnique('alarmHttpsEndpoints', props.alarmHttpsEndpoints);
  checkCombinations(props);
}

function checkCapture({ capturePercent, captureRedact, captureRetention }: ResolvedProps): void {
  if (!Token.isUnresolved(capturePercent) && !(capturePercent >= 0 && capturePercent <= 100)) {
    throw new Error(`capturePercent must be from 0 to 100; got ${capturePercent}.`);
  }
  if (captureRedact.some((name) => name.trim() === '')) {
    throw new Error("captureRedact must have names of fields; got '' among them.");
  }
  const days = captureRetention.toDays({ integral: false });
  requireInteger('captureRetention in days', days, 1, 3650);
}

/** It must try models with what predict has. */
function defaultIngestMemoryMb(predictMemoryMb: number = FUNCTIONS.predict.memoryMb): number {
  return Token.isUnresolved(predictMemoryMb)
    ? FUNCTIONS.ingest.memoryMb
    : Math.min(LARGEST_MEMORY_MB, toIngestMemoryMb(predictMemoryMb));
}

/** For callers in JavaScript, and for values out of a context or an environment. */
function requirePlaneAuth(name: string, value: unknown): void {
  const isAuthorizer = typeof value === 'object' && value !== null && 'authorizerId' in value;
  if (value === 'apiKey' || value === 'iam' || isAuthorizer) return;
  throw new Error(`${name} must be 'apiKey', 'iam' or an authorizer; got '${String(value)}'.`);
}

function requireUnique(name: string, addresses: readonly string[]): void {
  const repeated = addresses.find((address, index) => addresses.indexOf(address) !== index);
  if (repeated !== undefined) {
    throw new Error(`${name} names '${repeated}' twice; name each address once.`);
  }
}

function requireHttps(address: string): void {
  if (!Token.isUnresolved(address) && !/^https:\/\/[^\s/]+/.test(address)) {
    throw new Error(
      `alarmHttpsEndpoints must be addresses that begin with https://; got '${address}'.`,
    );
  }
}

function requireEmail(address: string): void {
  if (!Token.isUnresolved(address) && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)) {
    throw new Error(`alarmEmails must be e-mail addresses; got '${address}'.`);
  }
}
