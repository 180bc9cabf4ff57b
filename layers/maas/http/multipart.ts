import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { MaasError } from '../core/errors.ts';
import { quote } from '../core/quote.ts';

export interface FormFile {
  /** Name of the form's field. */
  readonly field: string;
  /** As the client gave it, folders included. */
  readonly filename: string | undefined;
  readonly content: Uint8Array;
}

export interface Form {
  readonly files: readonly FormFile[];
  /** Text fields by their names. */
  readonly fields: ReadonlyMap<string, string>;
}

export interface FormLimits {
  readonly files: number;
  readonly fields: number;
  /** Bytes of one text field. */
  readonly fieldBytes: number;
}

/**
 * A `multipart/form-data` body. Its files are views of the body, which stands in memory already.
 * @see https://www.rfc-editor.org/rfc/rfc7578
 * @throws MaasError UNSUPPORTED_MEDIA_TYPE, INVALID_REQUEST
 */
export async function parseMultipart(
  body: Uint8Array,
  contentType: string | undefined,
  limits: FormLimits,
): Promise<Form> {
  const parser = createParser(contentType, limits);
  const files: FormFile[] = [];
  const fields = new Map<string, string>();
  await new Promise<void>((resolve, reject) => {
    const refuse = (reason: string): void => {
      reject(new MaasError('INVALID_REQUEST', `The form cannot be read: ${reason}.`));
    };
    parser.on('file', (field: string | undefined, stream, filename: string | undefined) => {
      const chunks: Uint8Array[] = [];
      stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      stream.on('error', (error: Error) => {
        refuse(lowerFirst(error.message));
      });
      stream.on('end', () =>
        files.push({ field: field ?? '', filename, content: Buffer.concat(chunks) }),
      );
    });
    parser.on('field', (name: string | undefined, value, _nameTruncated, isTruncated) => {
      if (name === undefined) refuse('one of its fields has no name');
      else if (fields.has(name)) refuse(`it has the field ${quote(name)} twice`);
      else if (isTruncated) {
        refuse(`the field ${quote(name)} has more than ${limits.fieldBytes} bytes`);
      } else fields.set(name, value);
    });
    parser.on('filesLimit', () => {
      refuse(`it has more than ${limits.files} files`);
    });
    parser.on('fieldsLimit', () => {
      refuse(`it has more than ${limits.fields} text fields`);
    });
    parser.on('error', (error: Error) => {
      refuse(lowerFirst(error.message));
    });
    parser.on('finish', resolve);
    parser.end(body);
  });
  return { files, fields };
}

function createParser(contentType: string | undefined, limits: FormLimits): BusboyInstance {
  if (contentType === undefined || !/^multipart\/form-data\b/i.test(contentType)) {
    throw new MaasError(
      'UNSUPPORTED_MEDIA_TYPE',
      'The body must be multipart/form-data, as curl -F sends it; got ' +
        `${contentType === undefined ? 'no content type' : quote(contentType)}.`,
    );
  }
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      preservePath: true,
      limits: { files: limits.files, fields: limits.fields, fieldSize: limits.fieldBytes },
    });
  } catch (error) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The Content-Type ${quote(contentType)} has no boundary; let the client library write ` +
        'this header.',
      { cause: error },
    );
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
