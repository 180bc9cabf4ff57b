import { statSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { parseCount } from '../arguments.ts';
import { MaasError, type MaasClient } from '../../client/index.ts';
import { startProgress } from '../output/progress.ts';
import { AnswerFile } from '../predict/answer-file.ts';
import { describeLeftOut } from '../predict/full-lines.ts';
import { FORMATS, type Format } from '../predict/file-kinds.ts';
import { readInput } from '../predict/read-input.ts';
import { Predictor, type Answered } from '../predict/predictor.ts';
import { RecordTable } from '../predict/record-table.ts';
import { TableWriter } from '../predict/table-writer.ts';
import { run, type Context } from '../run.ts';

/** Smaller inputs are answered at once and need no bar. */
const BAR_FROM_BYTES = 100_000;

interface PredictFlags {
  readonly at?: string;
  readonly format?: Format;
  readonly column?: string;
  readonly scores?: boolean;
  readonly ids?: boolean;
  readonly batch: number;
  readonly parallel: number;
  readonly out?: string;
}

export function addPredict(program: Command): void {
  program
    .command('predict')
    .description('ask a model: a text, a file (table, lines, JSON, a picture), or - for stdin')
    .argument('<model>')
    .argument('<input>', 'the text itself, JSON, a file, or -')
    .option('--at <version|alias>', 'which version (default: live)')
    .addOption(
      new Option('--format <format>', 'of the input, where its name does not say it').choices([
        ...FORMATS,
      ]),
    )
    .option('--column <name>', 'the column of a table that has the text')
    .option('--scores', 'a number for each class')
    .option('--ids', "each answer's prediction and index, for feedback")
    .option('--batch <n>', 'inputs in one request', parseCount, 64)
    .option('--parallel <n>', 'requests at once', parseCount, 2)
    .option('--out <file>', 'write the answers there')
    .addHelpText(
      'after',
      '\nA table comes back as a table, the answer behind its columns; with --json as a line for each.',
    )
    .action(
      run(async (context, model: string, given: string, flags: PredictFlags) => {
        context.about({ model });
        const input = await readInput(given, flags.format);
        const { client, url } = await context.connect();
        const options = {
          url,
          task: input.kind === 'rows' ? await findTask(client, model, flags.at) : undefined,
          column: flags.column,
          scores: flags.scores === true,
        };
        const predictor = new Predictor(client, model, { ...flags, ...options });
        await writeAnswers(context, predictor.answer(input), input, given, flags);
      }),
    );
}

/** Finds the task; if the caller may not see the version, the columns decide. */
async function findTask(
  client: MaasClient,
  model: string,
  at: string | undefined,
): Promise<string | undefined> {
  try {
    const isNumber = at !== undefined && /^\d+$/.test(at);
    const number = isNumber
      ? Number(at)
      : (await client.model(model)).aliases[at ?? 'live']?.routes[0]?.version;
    return number === undefined ? undefined : (await client.version(model, number)).task;
  } catch (error) {
    if (error instanceof MaasError && (error.status === 401 || error.status === 403)) {
      return undefined;
    }
    throw error;
  }
}

type ReadInput = Awaited<ReturnType<typeof readInput>>;

async function writeAnswers(
  { output }: Context,
  answers: AsyncIterable<Answered>,
  input: ReadInput,
  given: string,
  { out }: PredictFlags,
): Promise<void> {
  const file = out === undefined ? undefined : new AnswerFile(out, given);
  const write = async (text: string): Promise<void> => (file ?? output).write(text);
  const total = given === '-' ? 0 : (statSync(given, { throwIfNoEntry: false })?.size ?? 0);
  // A bar beside a table that scrolls by would tear it.
  const isQuiet = file === undefined && output.isTerminal;
  const progress =
    total > BAR_FROM_BYTES && !isQuiet
      ? startProgress(output, 'Asking', total, 'bytes')
      : undefined;
  const table =
    input.kind === 'rows' && !output.isJson ? new TableWriter(write, input.delimiter) : undefined;
  const name = given === '-' ? 'stdin' : given;
  const records = new RecordTable(output);
  const many = input.kind !== 'text' && input.kind !== 'image' && input.kind !== 'body';
  let asked = 0;
  try {
    for await (const answered of answers) {
      asked += answered.inputs.length;
      if (table) await table.add(answered.inputs as Record<string, string>[], answered.groups);
      else if (output.isJson) await write(toJson(answered, many));
      else if (file) await write(toLines(answered.records));
      else if (many || answered.records.length > 0) records.add(answered.records);
      else output.line(JSON.stringify(answered.answer));
      progress?.update(Math.min(total, answered.bytes));
    }
    await table?.end();
    await file?.end();
  } finally {
    progress?.end();
    const leftOut = input.kind === 'lines' && describeLeftOut(input.leftOut, name);
    if (leftOut) output.warning(leftOut);
  }
  if (asked === 0) output.warning(`${name} has nothing to ask about.`);
  if (file) output.note(`Answers are in ${out}.`);
}

function toLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

/** One input is answered with its records; of many, each has a line with its own. */
function toJson({ answer, groups }: Answered, many: boolean): string {
  if (!many) return `${JSON.stringify(answer, null, 2)}\n`;
  return toLines(groups.map((group) => (group.length === 1 ? group[0] : group)));
}
