import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { CliError } from '../errors.ts';
import { findVariable, type Environment } from './environment.ts';

/** The place of a service, and who calls it. */
export interface Profile {
  readonly url?: string;
  readonly apiKey?: string;
  /** The signature's region, if the address does not say it. */
  readonly region?: string;
  /** Name of a CloudFormation stack whose outputs say the rest. */
  readonly stack?: string;
}

export const DEFAULT_PROFILE = 'default';
const MEMBERS = ['url', 'apiKey', 'region', 'stack'];

/** `$XDG_CONFIG_HOME/serverless-maas/profiles.json` */
function findProfileFile(environment: Environment): string {
  const folder = findVariable(environment, 'XDG_CONFIG_HOME') ?? path.join(homedir(), '.config');
  return path.join(folder, 'serverless-maas', 'profiles.json');
}

/** @throws CliError where a profile that was asked for is missing, or the file cannot be read */
export function loadProfile(environment: Environment, name: string | undefined): Profile {
  const file = findProfileFile(environment);
  const profiles = loadProfiles(file);
  const profile = profiles[name ?? DEFAULT_PROFILE];
  if (profile) return profile;
  if (name === undefined) return {};
  const known = Object.keys(profiles).join(', ') || 'none';
  throw new CliError('usage', `There is no profile '${name}' in ${file}; known: ${known}.`, {
    fix: `serverless-maas configure --profile ${name} --url https://…`,
  });
}

/** Replaces one profile; nobody but its owner may read the file. */
export function saveProfile(environment: Environment, name: string, profile: Profile): string {
  const file = findProfileFile(environment);
  const profiles = { ...loadProfiles(file), [name]: profile };
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
  return file;
}

function loadProfiles(file: string): Record<string, Profile> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  try {
    const profiles = JSON.parse(text) as unknown;
    if (isRecord(profiles) && Object.values(profiles).every(isProfile)) {
      return profiles as Record<string, Profile>;
    }
  } catch {
    // Said below.
  }
  throw new CliError(
    'usage',
    `${file} is not a list of profiles: {"default": {"url": "https://…", "apiKey": "…"}}, with ` +
      `texts named ${MEMBERS.join(', ')}.`,
    { fix: `mend or delete ${file}` },
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isProfile(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.entries(value).every(
      ([name, member]) => MEMBERS.includes(name) && typeof member === 'string',
    )
  );
}
