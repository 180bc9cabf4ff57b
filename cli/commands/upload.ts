import type { Command } from 'commander';
import type { TaskName, Version } from '../../client/index.ts';
import { parseCount } from '../arguments.ts';
import { checkBundle } from '../bundle/check-bundle.ts';
import { findBundle, toModelName } from '../bundle/find-bundle.ts';
import { CliError } from '../errors.ts';
import { formatBytes } from '../output/progress.ts';
import { addCourse, findCourse, type CourseFlags } from '../rollout/course.ts';
import { run, type Context } from '../run.ts';
import { uploadBundle } from '../upload/upload-bundle.ts';

interface UploadFlags extends CourseFlags {
  readonly alias: string;
  readonly task?: TaskName;
  readonly description?: string;
  readonly entry?: string;
  readonly parallel: number;
  readonly again?: boolean;
}

export function addUpload(program: Command): void {
  addCourse(
    program
      .command('upload')
      .description('upload a model; the same command again sends only what is missing')
      .argument('<path>', "a model's file, or the folder with all that belongs to it")
      .argument('[model]', "the model's name (default: the folder's or file's)")
      .option('--alias <name>', 'alias that points at the version when it is READY', 'live')
      .option('--task <task>', 'as text-classification (default: found from the files)')
      .option('--description <text>', 'shown beside the version')
      .option('--entry <path>', 'which of several .onnx files is served')
      .option('--parallel <n>', 'files or parts that are sent at once', parseCount, 4)
      .option('--again', 'make a new version even where the same files are served already'),
  )
    .addHelpText(
      'after',
      '\nWith --canary, --linear or --all-at-once the alias moves in steps, and goes back by itself.',
    )
    .action(
      run(async (context, place: string, name: string | undefined, flags: UploadFlags) => {
        const { files, leftOut } = findBundle(place);
        const [fault] = checkBundle({ files, leftOut }, flags.task);
        if (fault) throw new CliError('refused', fault.message, { fix: fault.fix });
        const model = name ?? toModelName(place);
        const { output } = context;
        for (const { path, bytes } of leftOut) {
          output.note(
            `Left out: ${path} (${formatBytes(bytes)}), which the service does not read.`,
          );
        }
        const { client } = await context.connect();
        context.about({ model });
        const again = flags.again === true;
        const course = findCourse(flags);
        const rollout = course && { ...course, alias: flags.alias };
        const plan = { ...flags, model, files, again, ...(rollout ? { rollout } : {}) };
        const version = await uploadBundle(client, plan, output);
        report(context, version);
      }),
    );
}

function report({ output }: Context, version: Version): void {
  const { model, version: number, status, aliases, task, rejection, validation } = version;
  if (status !== 'READY') {
    throw new CliError('refused', `Version ${number} is ${status}: ${rejection?.message ?? ''}`, {
      ...(rejection
        ? { code: rejection.code }
        : { fix: `serverless-maas show ${model} ${number}` }),
    });
  }
  output.answer(version, () => {
    const named = aliases.length > 0 ? `, ${aliases.join(', ')}` : '';
    output.line(
      `${output.paint('green', 'READY')} ${model} version ${number} (${task}${named}, ` +
        `${formatBytes(version.bytes)})`,
    );
    for (const note of validation?.notes ?? []) output.note(`note: ${note}`);
    const { rollout } = version;
    if (rollout?.reason !== undefined) output.note(`no roll-out: ${rollout.reason}`, 'yellow');
    output.note(
      rollout?.state === 'STARTED'
        ? `next: serverless-maas rollout watch ${model} ${rollout.id} --alias ${rollout.alias}`
        : `next: serverless-maas predict ${model} …`,
    );
  });
}
