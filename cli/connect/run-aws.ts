import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CliError } from '../errors.ts';
import type { Environment } from './environment.ts';

const TIMEOUT_MS = 60_000;

/**
 * Asks AWS's own command line, which knows every way to get credentials.
 * @returns undefined where it is not installed
 * @throws CliError with what it said
 */
export async function runAws<T>(
  args: readonly string[],
  environment: Environment,
): Promise<T | undefined> {
  try {
    const { stdout } = await promisify(execFile)('aws', [...args, '--output', 'json'], {
      env: { ...environment, AWS_PAGER: '' },
      timeout: TIMEOUT_MS,
    });
    return JSON.parse(stdout) as T;
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: string };
    if (code === 'ENOENT') return undefined;
    const said = stderr?.trim() ? stderr.trim().split('\n').at(-1) : (error as Error).message;
    throw new CliError('denied', `aws ${args.slice(0, 2).join(' ')}: ${said}`, {
      fix: 'aws sts get-caller-identity (then aws sso login, or set AWS_PROFILE)',
      cause: error,
    });
  }
}
