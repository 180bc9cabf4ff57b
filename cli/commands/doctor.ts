import type { Command } from 'commander';
import { checkBundle } from '../bundle/check-bundle.ts';
import { findBundle } from '../bundle/find-bundle.ts';
import { examineService } from '../doctor/examine-service.ts';
import { ill, well, type Finding } from '../doctor/finding.ts';
import { EXIT_CODES } from '../errors.ts';
import { explain } from '../explain.ts';
import { formatBytes } from '../output/progress.ts';
import { run, type Context } from '../run.ts';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('say what is wrong with the address, the credentials, the clock and a bundle')
    .argument('[path]', 'a folder or file to be uploaded')
    .option('--task <task>', 'what it is to be served as')
    .action(
      run(async (context, place: string | undefined, { task }: { task?: string }) => {
        const findings = [
          ...(place === undefined ? [] : examineBundle(place, task)),
          ...(await examine(context)),
        ];
        const { output } = context;
        output.answer(findings, () => {
          for (const { what, isWell, message, fix } of findings) {
            const mark = isWell ? output.paint('green', 'ok  ') : output.paint('red', 'FAIL');
            output.line(`${mark} ${what}: ${message}`);
            if (fix !== undefined) output.line(`     fix: ${fix}`);
          }
        });
        if (!findings.every(({ isWell }) => isWell)) process.exitCode = EXIT_CODES.refused.code;
      }),
    );
}

function examineBundle(place: string, task: string | undefined): Finding[] {
  try {
    const bundle = findBundle(place);
    const faults = checkBundle(bundle, task);
    const bytes = bundle.files.reduce((sum, file) => sum + file.bytes, 0);
    if (faults.length > 0) return faults.map(({ message, fix }) => ill('bundle', message, fix));
    return [well('bundle', `${bundle.files.length} files, ${formatBytes(bytes)}`)];
  } catch (error) {
    const { message, fix } = explain(error);
    return [ill('bundle', message, fix ?? `ls -la ${place}`)];
  }
}

/** An address that is none is a finding, too. */
async function examine({ connect }: Context): Promise<Finding[]> {
  try {
    return await examineService(await connect());
  } catch (error) {
    const { message, fix } = explain(error);
    return [ill('address', message, fix ?? 'serverless-maas --help')];
  }
}
