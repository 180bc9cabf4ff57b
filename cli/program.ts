import { Command } from 'commander';
import { parsePositive } from './arguments.ts';
import { addAccess } from './commands/access.ts';
import { addAlarms } from './commands/alarms.ts';
import { addCompletion } from './commands/completion.ts';
import { addCost } from './commands/cost.ts';
import { addDoctor } from './commands/doctor.ts';
import { addFeedback } from './commands/feedback.ts';
import { addMetrics } from './commands/metrics.ts';
import { addModelCommands } from './commands/show-models.ts';
import { addPredict } from './commands/predict.ts';
import { addPromotion } from './commands/promote.ts';
import { addRollout } from './commands/rollout.ts';
import { addStart } from './commands/start.ts';
import { addUpload } from './commands/upload.ts';
import { addConfigure } from './commands/configure.ts';
import { EXIT_CODES } from './errors.ts';

const EXIT_TABLE = Object.values(EXIT_CODES)
  .map(({ code, means }) => `  ${String(code).padStart(3)}  ${means}`)
  .join('\n');

const MORE = `
Address and credentials, the first that is there:
  --url, --stack; MAAS_URL, MAAS_STACK; a profile (--profile, MAAS_PROFILE, else 'default'); http://127.0.0.1:8080
  --api-key; the profile's; the stack's; MAAS_API_KEY
  On AWS, calls are signed with the credentials that AWS's own tools would use.

Exit codes:
${EXIT_TABLE}

Where nobody looks (a pipe, an agent) answers are lines with tabs, without bars and colours. NO_COLOR is heeded.`;

/** @param isJson leaves what commander refuses to whoever catches its error */
export function makeProgram(version: string, isJson = false): Command {
  const program = new Command('serverless-maas')
    .description('Models as a service: upload, ask, promote, watch.')
    .version(version)
    .option('--url <address>', 'address of the service')
    .option('--api-key <key>', 'key of a service on AWS')
    .option(
      '--stack <name>',
      "take the address and the key from a stack's outputs (needs the AWS CLI)",
    )
    .option('--region <name>', 'region to sign for, where the address does not say it')
    .option('--profile <name>', 'a profile that `configure` wrote')
    .option('--timeout <seconds>', 'how long an answer may take', parsePositive, 60)
    .option('--json', 'answer in JSON, errors too')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(serverless-maas --help says more)')
    .addHelpText('after', MORE)
    .exitOverride();
  if (isJson) program.configureOutput({ writeErr: () => undefined });
  for (const add of [
    addStart,
    addUpload,
    addModelCommands,
    addPredict,
    addPromotion,
    addAccess,
    addRollout,
    addFeedback,
    addMetrics,
    addAlarms,
    addCost,
    addDoctor,
    addConfigure,
    addCompletion,
  ]) {
    add(program);
  }
  return program;
}
