import { type Command, InvalidArgumentError } from 'commander';
import type { MaasClient } from '../../client/index.ts';
import { CliError, EXIT_CODES } from '../errors.ts';
import { readTruths, toTruth, type SentTruth } from '../feedback/read-truths.ts';
import { inBatches } from '../predict/in-batches.ts';
import { run, type Context } from '../run.ts';

/** The most truths that the service takes in one call. */
const BATCH = 1000;
/** Refusals that are told; a wrong column is refused in every row. */
const TOLD = 10;

interface FeedbackFlags {
  readonly index: number;
  readonly column: string;
  readonly text?: boolean;
}

export function addFeedback(program: Command): void {
  program
    .command('feedback')
    .description('say what was true of predictions, which makes their accuracy known')
    .argument('<model>')
    .argument('<prediction>', "a prediction's id with its truth; or a file of them, or - for stdin")
    .argument('[truth]', 'the label, the number, or JSON for several of them')
    .option('--index <n>', 'which input of the call, from 0 on', parseIndex, 0)
    .option('--column <name>', 'the column of a table that has the truth', 'truth')
    .option('--text', 'a truth that looks like a number is a text')
    .addHelpText(
      'after',
      '\nA file is a table (.csv, .tsv) or JSON lines with predictionId, index and truth, as ' +
        '`predict --ids`\nwrites the first two.',
    )
    .action(
      run(async (context, model: string, given: string, truth: string | undefined, flags) => {
        context.about({ model });
        const options = flags as FeedbackFlags;
        const truths =
          truth === undefined
            ? readTruths(given, options)
            : one({ predictionId: given, index: options.index, truth: toTruth(truth, options) });
        await send(context, model, truths);
      }),
    );
}

async function* one(truth: SentTruth): AsyncGenerator<SentTruth> {
  yield await Promise.resolve(truth);
}

type Answer = Awaited<ReturnType<MaasClient['feedback']>>;

async function send(
  { connect, output }: Context,
  model: string,
  truths: AsyncIterable<SentTruth>,
): Promise<void> {
  const { client } = await connect();
  const answers: Answer[] = [];
  for await (const batch of inBatches(truths, BATCH)) {
    answers.push(await client.feedback(model, batch));
  }
  if (answers.length === 0) {
    throw new CliError('usage', 'There are no truths.', {
      fix: 'serverless-maas predict … --ids --out answers.csv, and a column truth beside it',
    });
  }
  const sum = (name: 'counted' | 'repeated' | 'refused'): number =>
    answers.reduce((total, answer) => total + answer[name], 0);
  const total = {
    counted: sum('counted'),
    repeated: sum('repeated'),
    refused: sum('refused'),
    results: answers.flatMap(({ results }) => results),
  };
  output.answer(total, () => {
    const { counted, repeated, refused } = total;
    output.line(`${counted} counted, ${repeated} sent before, ${refused} refused`);
    const faults = total.results
      .flatMap(({ error }, at) => (error === undefined ? [] : [`${at + 1}: ${error}`]))
      .slice(0, TOLD);
    for (const fault of faults) output.note(fault);
    if (counted > 0) output.note(`next: serverless-maas metrics ${model}`);
  });
  if (total.refused > 0) process.exitCode = EXIT_CODES.refused.code;
}

function parseIndex(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`A whole number from 0 on is needed; got '${text}'.`);
}
