import { CliError } from '../errors.ts';
import type { Environment } from './environment.ts';
import type { Profile } from './profiles.ts';
import { runAws } from './run-aws.ts';

interface Described {
  readonly Stacks: readonly {
    readonly Outputs?: readonly { readonly OutputKey: string; readonly OutputValue: string }[];
  }[];
}

/**
 * The address of a deployed service by its stack's outputs, and its API key where it has one.
 * @throws CliError where the AWS CLI is missing, or the stack
 */
export async function loadStack(
  stack: string,
  region: string | undefined,
  environment: Environment,
): Promise<Profile> {
  const place = region === undefined ? [] : ['--region', region];
  const described = await runAws<Described>(
    ['cloudformation', 'describe-stacks', '--stack-name', stack, ...place],
    environment,
  );
  if (!described) {
    throw new CliError('usage', `--stack ${stack} needs the AWS CLI ('aws'), which is not there.`, {
      fix: 'serverless-maas … --url https://… --api-key … (install: https://aws.amazon.com/cli)',
    });
  }
  const outputs = Object.fromEntries(
    (described.Stacks[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [
      OutputKey,
      OutputValue,
    ]),
  );
  if (!outputs.ApiUrl) {
    throw new CliError('usage', `The stack '${stack}' has no output 'ApiUrl'.`, {
      fix: `aws cloudformation describe-stacks --stack-name ${stack} --query Stacks[].Outputs`,
    });
  }
  if (!outputs.ApiKeyId) return { url: outputs.ApiUrl };
  const key = await runAws<{ readonly value: string }>(
    ['apigateway', 'get-api-key', '--include-value', '--api-key', outputs.ApiKeyId, ...place],
    environment,
  );
  return { url: outputs.ApiUrl, apiKey: key?.value };
}
