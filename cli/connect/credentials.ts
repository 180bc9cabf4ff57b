import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Credentials } from '../../client/sigv4.ts';
import { CliError } from '../errors.ts';
import { findVariable, type Environment } from './environment.ts';
import { runAws } from './run-aws.ts';

export interface FoundCredentials {
  readonly credentials: Credentials;
  /** As `AWS_ACCESS_KEY_ID`, to be told. */
  readonly from: string;
}

interface Exported {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken?: string;
}

/**
 * AWS credentials, as AWS's own tools find them: the environment, then the AWS CLI (single sign-on,
 * roles, instances), and without one the keys in the shared file.
 */
export async function findCredentials(
  environment: Environment,
): Promise<FoundCredentials | undefined> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = environment;
  if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY) {
    return {
      credentials: {
        accessKeyId: AWS_ACCESS_KEY_ID,
        secretAccessKey: AWS_SECRET_ACCESS_KEY,
        sessionToken: findVariable(environment, 'AWS_SESSION_TOKEN'),
      },
      from: 'AWS_ACCESS_KEY_ID',
    };
  }
  const exported = await askAwsCli(environment);
  if (exported) {
    return {
      credentials: {
        accessKeyId: exported.AccessKeyId,
        secretAccessKey: exported.SecretAccessKey,
        sessionToken: exported.SessionToken,
      },
      from: 'the AWS CLI',
    };
  }
  return readSharedFile(environment);
}

async function askAwsCli(environment: Environment): Promise<Exported | undefined> {
  try {
    const args = ['configure', 'export-credentials', '--format', 'process'];
    return await runAws<Exported>(args, environment);
  } catch (error) {
    // It has none, or is of version 1, which does not know the command.
    if (error instanceof CliError) return undefined;
    throw error;
  }
}

function readSharedFile(environment: Environment): FoundCredentials | undefined {
  const file =
    findVariable(environment, 'AWS_SHARED_CREDENTIALS_FILE') ??
    path.join(homedir(), '.aws', 'credentials');
  const profile = findVariable(environment, 'AWS_PROFILE') ?? 'default';
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const section = text.split(/^\s*\[/m).find((part) => part.startsWith(`${profile}]`)) ?? '';
  const find = (name: string): string | undefined =>
    new RegExp(`^\\s*${name}\\s*=\\s*(\\S+)`, 'm').exec(section)?.[1];
  const [accessKeyId, secretAccessKey] = [find('aws_access_key_id'), find('aws_secret_access_key')];
  if (!accessKeyId || !secretAccessKey) return undefined;
  const sessionToken = find('aws_session_token');
  return { credentials: { accessKeyId, secretAccessKey, sessionToken }, from: file };
}
