/**
 * Synthesises the stack without Docker and without an account: `npm run synth`, further arguments
 * go to `cdk synth`. Prints what a reviewer asks. Fails on every finding of cdk-nag and of CDK's own
 * validator that is not acknowledged, and when a second run gives another template.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { reportTemplates } from './report-template.ts';

const root = path.resolve(import.meta.dirname, '..');
const output = path.join(root, 'cdk.out');

function synthesise(environment: NodeJS.ProcessEnv = {}): string {
  const { status } = spawnSync(
    process.execPath,
    [
      path.join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk'),
      'synth',
      '--quiet',
      '--strict',
      '--no-notices',
      '--no-version-reporting',
      '--no-asset-metadata',
      '--app',
      `"${process.execPath}" infra/app.ts`,
      ...process.argv.slice(2),
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        ...environment,
        AWS_REGION: 'us-east-1',
        AWS_EC2_METADATA_DISABLED: 'true',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
      },
    },
  );
  if (status !== 0) process.exit(status ?? 1);
  return hashTemplates();
}

function hashTemplates(): string {
  const templates = readdirSync(output).filter((file) => file.endsWith('.template.json'));
  return createHash('sha256')
    .update(templates.map((file) => readFileSync(path.join(output, file), 'utf8')).join('\0'))
    .digest('hex');
}

const first = synthesise();
const second = synthesise({ CDK_VALIDATION: 'false' }); // the same was just validated
if (first !== second) {
  console.error(`Two runs gave two templates: ${first} and ${second}.`);
  process.exit(1);
}
console.log(reportTemplates(output).join('\n'));
console.log(`Synthesised to cdk.out, the same in two runs (SHA-256 ${first}).`);
