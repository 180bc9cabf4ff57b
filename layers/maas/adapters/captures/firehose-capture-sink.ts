import { setTimeout as sleep } from 'node:timers/promises';
import type { CapturedLine, CaptureSink } from '../../core/ports/captures.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { AwsJsonClient } from '../aws/aws-json-client.ts';
import type { Environment } from '../aws/environment.ts';

export interface FirehoseCaptureSinkOptions {
  /** Name of the stream; it reads kind, model and version of each line to place it. */
  readonly stream: string;
  readonly clock: Clock;
  /** @default - process.env */
  readonly environment?: Environment;
}

interface BatchAnswer {
  readonly FailedPutCount?: number;
  readonly RequestResponses?: readonly { readonly ErrorCode?: string }[];
}

/** Records of one call. */
const BATCH = 100;
/** Before lines that were not taken are put once more. */
const LONGEST_WAIT_MS = 200;

/** Lines to a stream that lays them into the bucket; no AWS SDK, as predict has none. */
export class FirehoseCaptureSink implements CaptureSink {
  readonly #stream: string;
  readonly #client: AwsJsonClient;

  constructor({ stream, clock, environment = process.env }: FirehoseCaptureSinkOptions) {
    this.#stream = stream;
    const region = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1';
    this.#client = new AwsJsonClient({ service: 'firehose', region, clock, environment });
  }

  async write(lines: readonly CapturedLine[]): Promise<void> {
    for (let from = 0; from < lines.length; from += BATCH) {
      const batch = lines.slice(from, from + BATCH);
      let left = await this.#put(batch);
      if (left.lines.length > 0) {
        await sleep(Math.random() * LONGEST_WAIT_MS);
        left = await this.#put(left.lines);
      }
      if (left.lines.length > 0) {
        throw new Error(
          `Firehose did not take ${left.lines.length} of ${batch.length} lines (${left.reason}).`,
        );
      }
    }
  }

  /** @returns what it did not take: under load some lines of a call, with a status of 200 */
  async #put(
    lines: readonly CapturedLine[],
  ): Promise<{ readonly lines: readonly CapturedLine[]; readonly reason: string }> {
    const { FailedPutCount = 0, RequestResponses = [] } = (await this.#client.call(
      'Firehose_20150804.PutRecordBatch',
      {
        DeliveryStreamName: this.#stream,
        Records: lines.map((line) => ({
          Data: Buffer.from(`${JSON.stringify(line)}\n`).toString('base64'),
        })),
      },
    )) as BatchAnswer;
    if (FailedPutCount === 0) return { lines: [], reason: '' };
    const failed = RequestResponses.find(({ ErrorCode }) => ErrorCode !== undefined);
    if (!failed) {
      throw new Error(`Firehose did not say which ${FailedPutCount} of its lines it left.`);
    }
    return {
      lines: lines.filter((_, index) => RequestResponses[index]?.ErrorCode !== undefined),
      reason: failed.ErrorCode ?? '',
    };
  }
}
