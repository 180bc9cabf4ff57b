import { Token } from 'aws-cdk-lib';
import { EndpointType } from 'aws-cdk-lib/aws-apigateway';
import { LambdaDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { METRIC_DETAILS } from '../../layers/maas/contract/metrics.ts';
import { CALLER_NAME } from '../../layers/maas/contract/names.ts';
import type { ModelServiceProps } from './model-service-props.ts';
import { refuse } from './refuse.ts';
import { requireInteger } from './require-integer.ts';

/** A name of several labels, as certificates have them. */
const DOMAIN_NAME = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
/** Segments without a slash at either end. */
const BASE_PATH = /^[A-Za-z0-9$_.+!*'()-]+(\/[A-Za-z0-9$_.+!*'()-]+)*$/;
const WEB_ACL = /^arn:[^:]+:wafv2:[^:]+:\d{12}:regional\/webacl\/[^/]+\/[^/]+$/;
const ORIGIN = /^(\*|https?:\/\/[^/*\s]*(\*[^/*\s]*)?)$/;
const LOG_LEVELS = ['debug', 'info', 'warn', 'error'];
/** AWS lets an alias have both, and then starts no instance of the new version beforehand. */
const UNSHIFTED = LambdaDeploymentConfig.ALL_AT_ONCE.deploymentConfigName;

/** @throws Error where props do not go together, or AWS would refuse one of them */
export function checkCombinations(props: ModelServiceProps): void {
  checkApi(props);
  checkNetwork(props);
  checkOperation(props);
}

function checkApi(props: ModelServiceProps): void {
  const { domainName, certificate, basePath, endpointType, vpcEndpoints = [], policy } = props;
  const isPrivate = endpointType === EndpointType.PRIVATE;
  refuse(
    (domainName === undefined) !== (certificate === undefined),
    'domainName and certificate need each other; got only ' +
      (domainName === undefined ? 'certificate.' : `'${domainName}'.`),
  );
  refuse(
    isText(domainName) && !DOMAIN_NAME.test(domainName),
    `domainName must be a name as models.example.com; got '${domainName}'.`,
  );
  refuse(basePath !== undefined && domainName === undefined, 'basePath needs a domainName.');
  refuse(
    isText(basePath) && !BASE_PATH.test(basePath),
    'basePath must be segments like ml or ml/v1, without a slash at either end; got ' +
      `'${basePath}'.`,
  );
  refuse(
    endpointType === EndpointType.EDGE,
    'endpointType must be REGIONAL or PRIVATE; got EDGE: put a CloudFront distribution of ' +
      'yours before a regional one.',
  );
  refuse(
    vpcEndpoints.length > 0 && !isPrivate,
    'vpcEndpoints need endpointType: EndpointType.PRIVATE.',
  );
  refuse(
    isPrivate && vpcEndpoints.length === 0 && policy === undefined,
    'A private API needs vpcEndpoints, or a policy that says who may call it: AWS deploys ' +
      'none without.',
  );
  refuse(
    isPrivate && domainName !== undefined,
    "A private API takes no domainName: callers resolve API Gateway's own name by the " +
      "endpoint's private DNS.",
  );
  checkFirewall(props);
  const origin = (props.corsOrigins ?? []).find((each) => isText(each) && !ORIGIN.test(each));
  refuse(
    origin !== undefined,
    `corsOrigins must be origins like https://ml.example.com, with no path; got '${origin}'.`,
  );
}

function checkFirewall({ webAcl, addressRateLimit }: ModelServiceProps): void {
  refuse(
    isText(webAcl) && !WEB_ACL.test(webAcl),
    'webAcl must be the ARN of a regional web ACL, as arn:aws:wafv2:…:regional/webacl/…; got ' +
      `'${webAcl}'.`,
  );
  refuse(
    webAcl !== undefined && addressRateLimit !== undefined,
    'An API has one web ACL: give webAcl, with a rate rule of its own, or addressRateLimit.',
  );
  if (addressRateLimit !== undefined) {
    requireInteger('addressRateLimit', addressRateLimit, 10, 2_000_000_000);
  }
}

function checkNetwork({ vpc, vpcSubnets, securityGroups }: ModelServiceProps): void {
  refuse(vpc === undefined && vpcSubnets !== undefined, 'vpcSubnets need a vpc.');
  refuse(vpc === undefined && securityGroups !== undefined, 'securityGroups need a vpc.');
  refuse(
    securityGroups?.length === 0,
    'securityGroups must name at least one; leave the prop out for groups of their own.',
  );
}

function checkOperation(props: ModelServiceProps): void {
  const { predictDeployment, predictProvisionedConcurrency: warm, predictThreads } = props;
  const { predictMaxConcurrency: most, monthlyBudgetUsd, logLevel } = props;
  if (predictThreads !== undefined) requireInteger('predictThreads', predictThreads, 1, 6);
  if (warm !== undefined) requireInteger('predictProvisionedConcurrency', warm, 1, 100_000);
  refuse(
    typeof most === 'number' && warm !== undefined && warm > most,
    `predictProvisionedConcurrency must be at most predictMaxConcurrency; got ${warm} of ` +
      `${most}.`,
  );
  refuse(
    warm !== undefined &&
      predictDeployment !== undefined &&
      predictDeployment.deploymentConfigName !== UNSHIFTED,
    'predictProvisionedConcurrency and a predictDeployment that shifts traffic exclude each ' +
      'other: give one of them, or LambdaDeploymentConfig.ALL_AT_ONCE.',
  );
  refuse(
    predictDeployment !== undefined && props.alarms === false,
    'predictDeployment needs alarms: they bring the previous version back.',
  );
  refuse(
    logLevel !== undefined && !LOG_LEVELS.includes(logLevel),
    `logLevel must be one of ${LOG_LEVELS.join(', ')}; got '${logLevel}'.`,
  );
  refuse(
    props.alarmTopic?.fifo === true,
    'alarmTopic must be a standard topic; got a FIFO topic: messages to one need a group, and ' +
      'none of its subscribers can be an address or a phone.',
  );
  checkCallers(props);
  checkMetrics(props);
  if (monthlyBudgetUsd === undefined) return;
  refuse(
    !Token.isUnresolved(monthlyBudgetUsd) && !(monthlyBudgetUsd > 0),
    `monthlyBudgetUsd must be above 0; got ${monthlyBudgetUsd}.`,
  );
  const addresses = props.alarmEmails?.length ?? 0;
  refuse(
    addresses === 0 || addresses > 10,
    `monthlyBudgetUsd writes to alarmEmails, 1 to 10 of them; got ${addresses}.`,
  );
}

/** They travel in one environment variable, of 4 KB in all. */
function checkCallers({ countedCallers = [] }: ModelServiceProps): void {
  const wrong = countedCallers.find((name) => isText(name) && !CALLER_NAME.test(name));
  refuse(
    wrong !== undefined,
    'countedCallers must be names as key:abc123, sub:alice or arn:aws:iam::111111111111:role/App, ' +
      `without blanks; got '${wrong}'.`,
  );
  refuse(
    countedCallers.length > LIMITS.countedCallers,
    `countedCallers may name ${LIMITS.countedCallers} at most; got ${countedCallers.length}.`,
  );
}

function checkMetrics({ metricDetail, countedLabels, alarms }: ModelServiceProps): void {
  if (countedLabels !== undefined) requireInteger('countedLabels', countedLabels, 0, 100);
  refuse(
    metricDetail !== undefined && !METRIC_DETAILS.includes(metricDetail),
    `metricDetail must be one of ${METRIC_DETAILS.join(', ')}; got '${metricDetail}'.`,
  );
  refuse(
    metricDetail === 'off' && alarms !== false,
    "metricDetail 'off' leaves alarms nothing to look at; give alarms: false with it.",
  );
}

function isText(value: string | undefined): value is string {
  return value !== undefined && !Token.isUnresolved(value);
}
