import { createHash } from 'node:crypto';
import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { DEFAULTS } from '../../layers/maas/contract/environment.ts';

/** The names of a service where CloudWatch tells services apart by nothing but a name. */
export interface ServiceNames {
  /** The namespace of its metrics: `ServerlessMaas/<stack>/<path>`. */
  readonly metricNamespace: string;
  /** The beginning of its alarms' names, short enough for a model's name and a rule's behind it. */
  readonly alarmPrefix: string;
  /** The name of the rule that looks at open roll-outs. */
  readonly rolloutRule: string;
  /** The name of its API, which is a dimension of API Gateway's metrics: `<stack>.<path>`. */
  readonly apiName: string;
}

/** CloudWatch's limit of a namespace; a dimension may have as many characters. */
const LONGEST = 255;
/** An alarm's name has 255 characters too, of which a model and a rule take up to 80. */
const LONGEST_PREFIX = 160;
/** EventBridge's limit of a rule's name. */
const LONGEST_RULE = 64;
/** Characters that both take; API Gateway drops those beyond ASCII from the dimension. */
const PLAIN = /^[A-Za-z0-9_-]+$/;
const HASH_LENGTH = 8;

/**
 * By the stack's name, under which it is deployed, and the path inside it: neither two services of
 * one app nor one app deployed under two stack names share a metric. What cannot stand in a name
 * is told apart by a hash.
 */
export function toServiceNames(service: IConstruct): ServiceNames {
  const parts = listParts(service);
  return {
    metricNamespace: join([DEFAULTS.metricNamespace, ...parts], '/'),
    alarmPrefix: join([DEFAULTS.metricNamespace, ...parts], '/', LONGEST_PREFIX),
    rolloutRule: join([...parts, 'rollouts'], '-', LONGEST_RULE),
    apiName: join(parts, '.'),
  };
}

/** The deployed stack's name, and the ids below it, those of nested stacks included. */
function listParts(service: IConstruct): string[] {
  const { scopes } = service.node;
  const root = scopes.findIndex((scope) => Stack.isStack(scope) && !scope.nested);
  return scopes.slice(root).map((scope) => {
    const isRoot = Stack.isStack(scope) && !scope.nested;
    return isRoot && !Token.isUnresolved(scope.stackName) ? scope.stackName : scope.node.id;
  });
}

function join(parts: readonly string[], separator: string, longest = LONGEST): string {
  const name = parts.map((part) => part.replaceAll(/[^A-Za-z0-9_-]/g, '')).join(separator);
  if (parts.every((part) => PLAIN.test(part)) && name.length <= longest) return name;
  const hash = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, HASH_LENGTH);
  return `${name.slice(0, longest - HASH_LENGTH - 1)}-${hash}`;
}
