import { statSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { parseCount } from '../arguments.ts';
import { MaasError, type MaasClient } from '../../client/index.ts';
import { startProgress } from '../output/progress.ts';
import { AnswerFile } from '../predict/answer-file.ts';
import { FORMATS, readInput, type Format } from '../predict/read-input.ts';
import { Predictor, type Answered } from '../predict/predictor.ts';
import { TableWriter, toCell } from '../predict/table-writer.ts';
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
    .argument('<input>', 'the text itself, a file, or -')
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
  // A bar beside a table that scrolls by would tear it.
  const isQuiet = file === undefined && output.isTerminal;
  const total =
    isQuiet || given === '-' ? 0 : (statSync(given, { throwIfNoEntry: false })?.size ?? 0);
  const progress =
    total > BAR_FROM_BYTES ? startProgress(output, 'Asking', total, 'bytes') : undefined;
  const table =
    input.kind === 'rows' && !output.isJson ? new TableWriter(write, input.delimiter) : undefined;
  const many = input.kind !== 'text' && input.kind !== 'image' && input.kind !== 'body';
  try {
    for await (const { inputs, groups, records, answer, bytes } of answers) {
      if (table) await table.add(inputs as Record<string, string>[], groups);
      else if (output.isJson) await write(toJson(answer, groups, many));
      else if (file) await write(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      else showRecords(output, answer, records);
      progress?.update(Math.min(total, bytes));
    }
    await table?.end();
    await file?.end();
  } finally {
    progress?.end();
  }
  if (file) output.note(`Answers are in ${out}.`);
}

/** One input is answered with its records; of many, each has a line with its own. */
function toJson(answer: unknown, groups: Answered['groups'], many: boolean): string {
  if (!many) return `${JSON.stringify(answer, null, 2)}\n`;
  return groups
    .map((group) => `${JSON.stringify(group.length === 1 ? group[0] : group)}\n`)
    .join('');
}

function showRecords(
  output: Context['output'],
  answer: unknown,
  records: Answered['records'],
): void {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  if (names.length === 0) {
    output.line(JSON.stringify(answer));
    return;
  }
  output.table(
    names,
    records.map((record) =>
      names.map((name) => {
        const value = record[name];
        return typeof value === 'number' && output.isTerminal
          ? Number(value.toPrecision(6))
          : toCell(value);
      }),
    ),
  );
}
