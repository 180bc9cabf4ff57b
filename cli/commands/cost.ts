import type { Command } from 'commander';
import { estimateCost, type CostInput } from '../../layers/maas/contract/estimate-cost.ts';
import { PRICES } from '../../layers/maas/contract/prices.ts';
import { parseCount, parsePositive } from '../arguments.ts';
import { CliError } from '../errors.ts';
import { run, type Context } from '../run.ts';

interface CostFlags {
  readonly predictions?: number;
  readonly ms?: number;
  readonly bytes: number;
  readonly memory?: number;
  readonly models?: number;
  readonly arm64?: boolean;
  readonly period: string;
}

const MONTH_MS = 730 * 3600 * 1000;

export function addCost(program: Command): void {
  program
    .command('cost')
    .description(`estimate a month on AWS by the list prices of ${PRICES.asOf}, ${PRICES.region}`)
    .argument('[model]', 'whose measured calls and times are carried forward')
    .option('--predictions <n>', 'in a month', parsePositive)
    .option('--ms <n>', 'milliseconds of one prediction', parsePositive)
    .option('--bytes <n>', 'of one answer', parsePositive, 200)
    .option('--memory <MB>', 'of predict', parseCount)
    .option('--models <n>', 'that are called', parseCount)
    .option('--arm64', 'on arm64')
    .option('--period <duration>', 'how far back a model is measured, as P1D', 'P1D')
    .action(
      run(async (context, model: string | undefined, flags: CostFlags) => {
        const measured = model === undefined ? undefined : await measure(context, model, flags);
        const predictions = flags.predictions ?? measured?.predictions;
        const milliseconds = flags.ms ?? measured?.milliseconds;
        if (predictions === undefined || milliseconds === undefined) {
          throw new CliError('usage', 'A month needs a number of predictions, and their time.', {
            fix: 'serverless-maas cost --predictions 1000000 --ms 20',
          });
        }
        const input: CostInput = {
          predictions,
          milliseconds,
          responseBytes: flags.bytes,
          memoryMb: flags.memory,
          models: flags.models,
          ...(flags.arm64 === true ? { architecture: 'arm64' as const } : {}),
        };
        show(context, input);
      }),
    );
}

/** Reads a period's predictions from the metrics, and scales them to a month. */
async function measure(
  { connect, about }: Context,
  model: string,
  { period }: CostFlags,
): Promise<{ predictions: number; milliseconds: number }> {
  about({ model });
  const { client } = await connect();
  const { predictions, latencyMs, from, to } = await client.metrics(model, { period });
  if (predictions === 0 || latencyMs.average === null) {
    throw new CliError('refused', `'${model}' was not called between ${from} and ${to}.`, {
      fix: `serverless-maas cost ${model} --period P7D, or --predictions and --ms`,
    });
  }
  // Both dates are the service's own.
  // eslint-disable-next-line no-restricted-syntax
  const share = MONTH_MS / (Date.parse(to) - Date.parse(from));
  return { predictions: Math.round(predictions * share), milliseconds: latencyMs.average };
}

function show({ output }: Context, input: CostInput): void {
  const cost = estimateCost(input);
  const { idle, use, idleDollars, useDollars, totalDollars, instead } = cost;
  const dollars = (value: number): string => value.toFixed(2);
  output.answer({ asOf: PRICES.asOf, region: PRICES.region, input, ...cost }, () => {
    const calls = `${input.predictions.toLocaleString('en')} predictions of`;
    output.note(`${calls} ${input.milliseconds.toPrecision(3)} ms, US dollars a month:`);
    output.table(
      ['what', 'dollars'],
      [
        ...[...idle, ...use].map((line) => [line.what, dollars(line.dollars)]),
        ['without a call', dollars(idleDollars)],
        ['by the calls', dollars(useDollars)],
        ['together', dollars(totalDollars)],
        ['SageMaker Serverless instead', dollars(instead.sageMakerServerless)],
        ['a SageMaker instance instead', dollars(instead.sageMakerInstance)],
      ],
    );
    output.note(`List prices of ${PRICES.asOf}, ${PRICES.region}, without a free tier.`);
  });
}
