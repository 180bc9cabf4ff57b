import { ENVIRONMENT } from '../contract/environment.ts';
import type { FunctionSpec } from '../contract/functions.ts';

export interface InstanceEnvironmentOptions {
  readonly name: string;
  readonly spec: FunctionSpec;
  readonly tmp: string;
  /** The path of the file in which `predict` notes what it runs. */
  readonly notePath: string;
  readonly instanceId: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The part of this process's own environment that a function may see: how to find programs and, in
 * the package, the native modules; and its settings.
 */
const INHERITED = /^(PATH|NODE_PATH|HOME|LANG|LD_LIBRARY_PATH|SYSTEMROOT|MAAS_.*)$/i;
/**
 * The variables that reach a bucket besides: network settings and credentials. A store in a folder
 * needs neither, and models run in this process.
 */
const FOR_BUCKET = /^(NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|(https?|no)_proxy|AWS_(?!LAMBDA_).*)$/i;

/**
 * The environment that Lambda gives a function.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function instanceEnvironment({
  name,
  spec,
  tmp,
  notePath,
  instanceId,
  environment,
}: InstanceEnvironmentOptions): NodeJS.ProcessEnv {
  const hasBucket = (environment[ENVIRONMENT.bucket] ?? '') !== '';
  const isInherited = (variable: string): boolean =>
    INHERITED.test(variable) || (hasBucket && FOR_BUCKET.test(variable));
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([variable]) => isInherited(variable)),
  );
  return {
    AWS_REGION: 'us-east-1',
    ...inherited,
    TZ: ':UTC',
    _HANDLER: 'handler.handler',
    TMPDIR: tmp,
    TEMP: tmp,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: instanceId,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    [ENVIRONMENT.predictionNote]: notePath,
    ...environment,
  };
}
