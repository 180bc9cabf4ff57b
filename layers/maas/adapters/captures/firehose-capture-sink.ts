import type { CapturedLine, CaptureSink } from '../../core/ports/captures.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { AwsJsonClient } from '../aws/aws-json-client.ts';
import type { Environment } from '../s3/s3-endpoint.ts';

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
      await this.#put(lines.slice(from, from + BATCH));
    }
  }

  async #put(lines: readonly CapturedLine[]): Promise<void> {
    const answer = (await this.#client.call('Firehose_20150804.PutRecordBatch', {
      DeliveryStreamName: this.#stream,
      Records: lines.map((line) => ({
        Data: Buffer.from(`${JSON.stringify(line)}\n`).toString('base64'),
      })),
    })) as BatchAnswer;
    if (!answer.FailedPutCount) return;
    const failed = answer.RequestResponses?.find(({ ErrorCode }) => ErrorCode !== undefined);
    throw new Error(
      `Firehose did not take ${answer.FailedPutCount} of ${lines.length} lines ` +
        `(${failed?.ErrorCode ?? 'without a reason'}).`,
    );
  }
}
