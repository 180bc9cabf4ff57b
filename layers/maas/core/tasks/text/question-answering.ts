import * as z from 'zod/mini';
import { LIMITS } from '../../../contract/limits.ts';
import { MaasError } from '../../errors.ts';
import { countWindows, toWindows } from '../../tokenizer/truncation.ts';
import type { PlacedToken } from '../../tokenizer/token.ts';
import type { TextTokenizer } from '../../tokenizer/tokenizer.ts';
import { CallWork, limitWork } from '../task/call-work.ts';
import {
  countWanted,
  findAnswers,
  type Answer,
  type AnswerOptions,
  type SpanLogits,
} from './answer-spans.ts';
import { getTokenizer } from './encode-text.ts';
import { getFloats, toJsonNumber } from '../task/floats.ts';
import { byForm, getText, toHuggingFaceBody, getTopK } from '../task/huggingface-body.ts';
import { createConfigParser } from '../task/config-parser.ts';
import { isShape, isText } from '../../json/guards.ts';
import { parseBody } from '../../json/parse-body.ts';
import { parseTaskBody } from '../task/parse-task-body.ts';
import { requestObject } from '../../json/request-object.ts';
import { runTokens } from './run-tokens.ts';
import { toSpanRecord } from './span-record.ts';
import type { Task, TaskCall, ConfiguredContext } from '../task/task.ts';
import { isTextConfig, type TextConfig } from './text-config.ts';

/** Of a model that finds answers in texts. */
export interface QuestionAnsweringConfig {
  readonly text: TextConfig;
  /**
   * Names of the outputs with a logit per token: that the answer starts there, that it ends there.
   */
  readonly start: string;
  readonly end: string;
}

const isConfig = isShape<QuestionAnsweringConfig>({
  text: isTextConfig,
  start: isText,
  end: isText,
});

const Ours = z.lazy(() =>
  requestObject({
    question: z
      .union([getText(), z.array(getText()).check(z.minLength(1), z.maxLength(LIMITS.callRows))])
      .check(z.describe('One question, or a list.')),
    context: z
      .union([getText(), z.array(getText()).check(z.minLength(1), z.maxLength(LIMITS.callRows))])
      .check(z.describe('The text that has the answer: one for each question, or one for all.')),
    top_k: z.optional(getTopK()).check(z.describe('Answers per question; 1 by default.')),
  }),
);

const Question = z.lazy(() => requestObject({ question: getText(), context: getText() }));
const Theirs = z.lazy(() =>
  toHuggingFaceBody(z.union([Question, z.array(Question).check(z.maxLength(LIMITS.callRows))]), {
    top_k: z.optional(getTopK()).check(z.describe('Answers per question; 1 by default.')),
    topk: z.optional(getTopK()).check(z.describe('The same as `top_k`, by its earlier name.')),
    doc_stride: z
      .optional(z.int().check(z.minimum(0)))
      .check(
        z.describe('Tokens that the windows of a long context share; 128 at most by default.'),
      ),
    max_answer_len: z
      .optional(z.int().check(z.minimum(1)))
      .check(z.describe('Tokens of the longest answer, before it has whole words; 15 by default.')),
    max_seq_len: z
      .optional(z.int().check(z.minimum(1)))
      .check(z.describe('Tokens of a window with its question; 384 at most by default.')),
    max_question_len: z
      .optional(z.int().check(z.minimum(1)))
      .check(
        z.describe('Taken, and without effect: the pipeline heeds it for slow tokenizers only.'),
      ),
    handle_impossible_answer: z
      .optional(z.boolean())
      .check(z.describe('Whether the empty answer may be the best; not by default.')),
    align_to_words: z
      .optional(z.boolean())
      .check(z.describe('Whether an answer is widened to whole words, as by default.')),
    padding: z
      .optional(z.union([z.boolean(), z.enum(['longest', 'max_length', 'do_not_pad'])]))
      .check(z.describe('Taken, and without effect on the answer.')),
  }),
);

/** The part of a text that answers a question. */
export const questionAnswering: Task<QuestionAnsweringConfig> = {
  name: 'question-answering',
  bodies: [Ours, Theirs],
  parseConfig: createConfigParser('question-answering', isConfig),
  prepare: byForm(prepareOurs, prepareTheirs),
};

interface Options extends AnswerOptions {
  readonly stride?: number | undefined;
  readonly length?: number | undefined;
}

function prepareOurs(body: unknown, context: ConfiguredContext<QuestionAnsweringConfig>): TaskCall {
  const {
    question,
    context: given,
    top_k: topK = 1,
  } = parseTaskBody(Ours, body, '{"question": …, "context": …}');
  const questions = [question].flat();
  const contexts = typeof given === 'string' ? questions.map(() => given) : given;
  if (contexts.length !== questions.length) {
    throw new MaasError(
      'INVALID_REQUEST',
      `"context" must be one text, or one for each question; got ${contexts.length} for ` +
        `${questions.length} question(s).`,
    );
  }
  return ask(
    questions.map((text, index) => ({ question: text, context: contexts[index] ?? '' })),
    context,
    toOptions({ topK }),
    (all) =>
      all.flatMap((answers, input) =>
        answers.map((found) => toSpanRecord(found.answer, found, input)),
      ),
  );
}

function prepareTheirs(
  body: unknown,
  context: ConfiguredContext<QuestionAnsweringConfig>,
): TaskCall {
  const { inputs, parameters = {} } = parseBody(Theirs, body);
  const options = toOptions({
    topK: parameters.top_k ?? parameters.topk,
    maxAnswerLength: parameters.max_answer_len,
    allowsNone: parameters.handle_impossible_answer,
    alignsToWords: parameters.align_to_words,
    stride: parameters.doc_stride,
    length: parameters.max_seq_len,
  });
  return ask([inputs].flat(), context, options, (all) => {
    const answers = all
      .map((found) => found.map((answer) => ({ ...answer, score: toJsonNumber(answer.score) })))
      .map((found) => (found.length === 1 ? found[0] : found));
    // A list of one is answered as the one: the pipeline's own oddity.
    return Array.isArray(inputs) && inputs.length !== 1 ? answers : answers[0];
  });
}

function toOptions({
  topK = 1,
  maxAnswerLength = 15,
  allowsNone = false,
  alignsToWords = true,
  stride,
  length,
}: { [K in keyof Options]?: Options[K] | undefined }): Options {
  return { topK, maxAnswerLength, allowsNone, alignsToWords, stride, length };
}

function ask(
  questions: readonly z.infer<typeof Question>[],
  { signature, config, scoring }: ConfiguredContext<QuestionAnsweringConfig>,
  options: Options,
  toBody: (answers: readonly (readonly Answer[])[]) => unknown,
): TaskCall {
  const { text, start, end } = config;
  limitWork(
    'characters',
    questions.reduce((sum, { question, context }) => sum + question.length + context.length, 0),
  );
  return async (model) => {
    const tokenizer = getTokenizer(model);
    const work = new CallWork();
    const windows = questions.map((question) =>
      toQuestionWindows(tokenizer, question, text, options, work),
    );
    const logits = await runTokens(
      model,
      signature,
      windows.flat(),
      { outputs: [start, end] },
      ({ outputs, tokens, index, length }): SpanLogits => {
        // The logarithms of probabilities are logits, whose softmax they are.
        const toLogit = scoring?.graphEndsIn === 'softmax' ? Math.log : Number;
        const read = (name: string): number[] =>
          Array.from(
            getFloats(outputs, name).subarray(index * length, index * length + tokens.length),
            (value) => toLogit(value),
          );
        return { tokens, start: read(start), end: read(end) };
      },
    );
    let at = 0;
    const answers = windows.map((rows, index) =>
      findAnswers(
        rows.flatMap(() => logits[at++] ?? []),
        questions[index]?.context ?? '',
        tokenizer.classId,
        options,
      ),
    );
    return { body: toBody(answers), scores: answers.flatMap(([best]) => best?.score ?? []) };
  };
}

/**
 * The question before each window of the context, which overlap by `doc_stride` tokens: the
 * pipeline's own lengths where none are asked for.
 */
function toQuestionWindows(
  tokenizer: TextTokenizer,
  { question, context }: z.infer<typeof Question>,
  { cutTokens = Infinity, mostTokens = Infinity }: TextConfig,
  options: Options,
  work: CallWork,
): PlacedToken[][] {
  if (context.trim() === '' || question.trim() === '') {
    throw new MaasError('INVALID_REQUEST', '"question" and "context" must not be empty.');
  }
  const length = Math.min(options.length ?? Math.min(cutTokens, 384), mostTokens);
  const stride = options.stride ?? Math.min(Math.floor(length / 2), 128);
  const first = tokenizer.tokenize(question, length);
  const second = tokenizer.tokenize(context);
  const room = length - tokenizer.countSpecials(true) - first.length;
  if (second.length <= room) {
    limitWindows(1, length - room + second.length, options, work);
    return [tokenizer.place(first, second)];
  }
  if (room <= stride) {
    throw new MaasError(
      'INVALID_REQUEST',
      `A window of ${length} tokens has room for ${Math.max(room, 0)} of the context beside ` +
        `the question, which must be more than the ${stride} of "doc_stride"; ask a shorter ` +
        'question, for a greater "max_seq_len" or a smaller "doc_stride".',
    );
  }
  limitWindows(countWindows(second.length, room, stride), length, options, work);
  return toWindows(second.length, room, stride).map(([start, end]) =>
    tokenizer.place(first, second.slice(start, end)),
  );
}

/** @param length tokens of each of them @throws MaasError PAYLOAD_TOO_LARGE */
function limitWindows(windows: number, length: number, options: Options, work: CallWork): void {
  const longest = Math.min(options.maxAnswerLength, length);
  const answers = Math.min(countWanted(options), length * longest);
  work.add('tokens', windows * length);
  work.add('spans', windows * length * longest);
  work.add('candidateTokens', windows * answers * longest);
  work.add('records', Math.min(options.topK, windows * answers + 1));
}
