import type { z } from 'zod/mini';

/** Bytes of whatever form: no JSON schema. */
export const BYTES = 'bytes';

/** A body of one content type. */
export interface ContentDoc {
  readonly schema: z.ZodMiniType | typeof BYTES;
  /** A body that is answered as the operation says, on a service with its demo model. */
  readonly example?: unknown;
}

export type ContentsDoc = Readonly<Record<string, ContentDoc>>;

export interface AnswerDoc {
  readonly description: string;
  readonly contents?: ContentsDoc;
}

/** The description of an operation, beside what `contract/routes.ts` says. */
export interface OperationDoc {
  readonly tag:
    'Models' | 'Predictions' | 'Open Inference Protocol' | 'OpenAI' | 'Neighbours' | 'Description';
  readonly summary: string;
  readonly description?: string;
  readonly query?: z.ZodMiniObject;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly isRequired?: boolean; readonly contents: ContentsDoc };
  /** By status; every other one is an error in the service's shape. */
  readonly answers: Readonly<Record<number, AnswerDoc>>;
}

export function json(schema: z.ZodMiniType, example?: unknown): ContentsDoc {
  return { 'application/json': { schema, example } };
}

/** One answer, in JSON. */
export function answers(
  status: number,
  description: string,
  schema: z.ZodMiniType,
): OperationDoc['answers'] {
  return { [status]: { description, contents: json(schema) } };
}
