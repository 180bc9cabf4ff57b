import type { Command } from 'commander';
import { DEFAULT_PROFILE, saveProfile, type Profile } from '../connect/profiles.ts';
import { CliError } from '../errors.ts';
import { run } from '../run.ts';

export function addConfigure(program: Command): void {
  program
    .command('configure')
    .description(
      'keep --url, --api-key, --region or --stack as a profile (--profile, else default)',
    )
    .action(
      run(async ({ flags, environment, output }) => {
        const { url, apiKey, region, stack } = flags;
        const profile = Object.fromEntries(
          Object.entries({ url, apiKey, region, stack }).filter(([, value]) => value !== undefined),
        ) as Profile;
        if (url === undefined && stack === undefined) {
          throw new CliError('usage', 'A profile needs an address.', {
            fix: 'serverless-maas configure --url https://… --api-key …',
          });
        }
        const name = flags.profile ?? DEFAULT_PROFILE;
        const file = saveProfile(environment, name, profile);
        output.answer({ profile: name, file }, () => {
          output.line(`The profile '${name}' is in ${file}.`);
        });
        await Promise.resolve();
      }),
    );
}
