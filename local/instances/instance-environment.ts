import type { FunctionSpec } from '../../layers/maas/contract/functions.ts';

export interface InstanceEnvironmentOptions {
  readonly name: string;
  readonly spec: FunctionSpec;
  readonly directory: string;
  readonly tmp: string;
  /** Of the Runtime API. */
  readonly address: string;
  readonly instanceId: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Of this process's own environment, what a function may see: how to find programs, its network, and the credentials of the store. */
const INHERITED = /^(PATH|HOME|LANG|LD_LIBRARY_PATH|SYSTEMROOT|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|(https?|no)_proxy|AWS_(?!LAMBDA_).*|MAAS_.*)$/i;

/** The environment that Lambda gives a function. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
export function instanceEnvironment({ name, spec, directory, tmp, address, instanceId, environment }: InstanceEnvironmentOptions): NodeJS.ProcessEnv {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([variable]) => INHERITED.test(variable)));
  return {
    AWS_REGION: 'us-east-1',
    ...inherited,
    TZ: ':UTC',
    TMPDIR: tmp,
    TEMP: tmp,
    AWS_LAMBDA_RUNTIME_API: address,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: instanceId,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    LAMBDA_TASK_ROOT: directory,
    _HANDLER: 'handler.handler',
    ...environment,
  };
}
