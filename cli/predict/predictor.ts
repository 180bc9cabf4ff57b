import { MaasError, type MaasClient } from '../../client/index.ts';
import { CliError } from '../errors.ts';
import { explain } from '../explain.ts';
import { groupRecords, type AnswerRecord } from './group-records.ts';
import { inBatches, mapInOrder } from './in-batches.ts';
import type { Input, Row } from './read-input.ts';
import { isWholeRequest, itemsToBody, rowsToBody, type BodyOptions } from './to-body.ts';

export interface PredictorOptions extends BodyOptions {
  /** A version's number or an alias. @default - live */
  readonly at?: string;
  readonly batch: number;
  /** Requests at once. */
  readonly parallel: number;
  /** True if each record says its prediction's id, and which input of the call it is of. */
  readonly ids?: boolean;
  /** The service's address, for the command that mends a failure. */
  readonly url?: string;
}

/** The answers to one batch. */
export interface Answered {
  readonly inputs: readonly unknown[];
  /** By input. */
  readonly groups: readonly (readonly AnswerRecord[])[];
  readonly records: readonly AnswerRecord[];
  /** As the service gave it. */
  readonly answer: unknown;
  /** The size of the inputs so far, about. */
  readonly bytes: number;
}

type Body = Parameters<MaasClient['predict']>[1];

/** Asks a model for any number of inputs, in batches. */
export class Predictor {
  readonly #client: MaasClient;
  readonly #model: string;
  readonly #options: PredictorOptions;

  constructor(client: MaasClient, model: string, options: PredictorOptions) {
    this.#client = client;
    this.#model = model;
    this.#options = options;
  }

  async *answer(input: Input): AsyncGenerator<Answered> {
    const options = this.#options;
    const scores = options.scores ? { scores: true } : {};
    switch (input.kind) {
      case 'text':
        yield* this.#askOne({ text: input.text, ...scores });
        break;
      case 'body':
        yield* this.#askOne(input.body as object);
        break;
      case 'image':
        yield* this.#askOne(new Blob([input.bytes]));
        break;
      case 'lines':
        yield* this.#askMany(input.items, (text) => ({ text, ...scores }));
        break;
      case 'rows':
        yield* this.#askMany(input.items, (rows: Row[]) => rowsToBody(rows, options));
        break;
      case 'items':
        yield* this.#askMany(
          input.items,
          (items: unknown[]) => {
            const [first] = items;
            return isWholeRequest(first) ? first : itemsToBody(items, options);
          },
          isWholeRequest,
        );
    }
  }

  async *#askOne(body: object): AsyncGenerator<Answered> {
    const answer = await this.#ask(body);
    const records = toRecords(answer);
    yield { inputs: [body], groups: [records], records, answer, bytes: 0 };
  }

  async *#askMany<T>(
    items: AsyncIterable<T>,
    toBody: (items: T[]) => object,
    isAlone?: (item: T) => boolean,
  ): AsyncGenerator<Answered> {
    let asked = 0;
    let bytes = 0;
    const { batch, parallel } = this.#options;
    const ask = async (inputs: T[]): Promise<Omit<Answered, 'bytes'>> => {
      const first = asked + 1;
      asked += inputs.length;
      try {
        const answer = await this.#ask(toBody(inputs));
        const records = toRecords(answer);
        const groups = groupRecords(records, inputs.length);
        return { inputs, groups, records: countFrom(records, first - 1), answer };
      } catch (error) {
        throw this.#locate(error, first, first + inputs.length - 1);
      }
    };
    for await (const answered of mapInOrder(inBatches(items, batch, isAlone), parallel, ask)) {
      bytes += measure(answered.inputs);
      yield { ...answered, bytes };
    }
  }

  async #ask(body: object): Promise<unknown> {
    const { at, ids } = this.#options;
    const seen: { id?: string | null } = {};
    const answer: unknown = await this.#client.predict(this.#model, body as Body, {
      ...(at === undefined ? {} : { version: at }),
      onHeaders: (headers) => {
        seen.id = headers.get('x-prediction-id');
      },
    });
    return ids === true && seen.id ? withIds(answer, seen.id) : answer;
  }

  /** Says which inputs were refused. */
  #locate(error: unknown, first: number, last: number): unknown {
    if (!(error instanceof MaasError)) return error;
    const { url } = this.#options;
    const inputs = last - first + 1;
    const { outcome, message, fix, code } = explain(error, { model: this.#model, url, inputs });
    const which = inputs === 1 ? `Input ${first}` : `Inputs ${first} to ${last}`;
    return new CliError(outcome, `${which}: ${message}`, { fix, code, cause: error });
  }
}

function toRecords(answer: unknown): AnswerRecord[] {
  return Array.isArray(answer) && answer.every((item) => typeof item === 'object' && item !== null)
    ? (answer as AnswerRecord[])
    : [];
}

/** A record's `input` counts within its request; here it counts all inputs. */
function countFrom(records: readonly AnswerRecord[], before: number): AnswerRecord[] {
  return records.map((record) =>
    typeof record.input === 'number' ? { ...record, input: record.input + before } : record,
  );
}

/** Adds to each record the id and the index that `feedback` reads. */
function withIds(answer: unknown, predictionId: string): unknown {
  return toRecords(answer).map((record, at) => {
    const index = typeof record.input === 'number' ? record.input : at;
    return { ...record, predictionId, index };
  });
}

/** Bytes that inputs take in their file, about: separators count as one. */
function measure(inputs: readonly unknown[]): number {
  const size = (input: unknown): number =>
    typeof input === 'object' && input !== null
      ? Object.values(input).reduce((sum: number, cell) => sum + 1 + size(cell), 0)
      : Buffer.byteLength(String(input)) + (typeof input === 'string' ? 0 : 1);
  return inputs.reduce((sum: number, input) => sum + size(input), 0);
}
