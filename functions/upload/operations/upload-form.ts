import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import { quote } from '../../../layers/maas/core/quote.ts';
import { toFormPaths } from '../../../layers/maas/core/registry/form-paths.ts';
import {
  isLeftover,
  isModelFile,
  mayBeBooster,
} from '../../../layers/maas/core/registry/model-file.ts';
import { findPathFault, parseBundlePath } from '../../../layers/maas/core/bundle-path.ts';
import { parseAliasName, parseModelName } from '../../../layers/maas/core/registry/names.ts';
import type { NewVersion } from '../../../layers/maas/core/registry/new-version.ts';
import type { UploadedFile } from '../../../layers/maas/core/registry/upload-bundle.ts';
import { parseBody } from '../../../layers/maas/core/json/parse-body.ts';
import type { HttpRequest } from '../../../layers/maas/http/http-request.ts';
import { parseMultipart, type FormFile } from '../../../layers/maas/http/multipart.ts';
import { RolloutOnReady } from '../../../layers/maas/api/schemas/rollout.ts';
import { UploadFields } from '../../../layers/maas/api/schemas/upload-form.ts';

/** The form's field that holds the files. */
const FILE_FIELD = 'model';
const MODEL_FILE = 'model.onnx';
/** Bytes of a text field: a description in four-byte characters. */
const FIELD_BYTES = 4 * LIMITS.descriptionLength;

export interface UploadForm {
  readonly model: string;
  readonly files: readonly UploadedFile[];
  readonly options: Omit<NewVersion, 'uploads'>;
}

/** @throws MaasError INVALID_REQUEST, UNSUPPORTED_MEDIA_TYPE */
export async function parseUploadForm(
  { body, headers }: HttpRequest,
  defaultModel: string,
): Promise<UploadForm> {
  const form = await parseMultipart(body, headers['content-type'], {
    files: LIMITS.bundleFiles,
    fields: Object.keys(UploadFields.shape).length,
    fieldBytes: FIELD_BYTES,
  });
  if (form.fields.has(FILE_FIELD)) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The form's field "${FILE_FIELD}" must be a file; with curl: -F ${FILE_FIELD}=@model.onnx.`,
    );
  }
  const { name, alias, rollout, ...options } = parseBody(
    UploadFields,
    Object.fromEntries(form.fields),
    'The form',
  );
  return {
    model: parseModelName(name ?? defaultModel),
    files: toBundle(form.files),
    options:
      rollout === undefined
        ? { ...options, alias: parseAliasName(alias) }
        : { ...options, rollout: parseRollout(rollout, form.fields.has('alias')) },
  };
}

/** @throws MaasError INVALID_REQUEST */
function parseRollout(text: string, hasAlias: boolean): NewVersion['rollout'] {
  if (hasAlias) {
    throw new MaasError(
      'INVALID_REQUEST',
      'The form has "alias", which moves at once, and "rollout", which moves it in steps; give one.',
    );
  }
  const rollout = parseBody(RolloutOnReady, parseJson(text), `The form's field "rollout"`);
  return { ...rollout, alias: parseAliasName(rollout.alias) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The form's field "rollout" is no JSON; got ${quote(text)}.`,
      { cause },
    );
  }
}

function toBundle(all: readonly FormFile[]): UploadedFile[] {
  const files = leaveOutLeftovers(all);
  const [first, ...others] = files;
  if (!first) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The form has no file; send one in the field "${FILE_FIELD}", with curl: -F ` +
        `${FILE_FIELD}=@model.onnx.`,
    );
  }
  const stranger = files.find(({ field }) => field !== FILE_FIELD);
  if (stranger) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The form has a file in the field ${quote(stranger.field)}; all files of the bundle go ` +
        `into "${FILE_FIELD}".`,
    );
  }
  if (others.length === 0) return [{ path: toSinglePath(first.filename), content: first.content }];
  const paths = toFormPaths(files.map(({ filename }) => filename ?? ''));
  return files.map(({ content }, index) => ({
    path: parseBundlePath(paths[index] ?? ''),
    content,
  }));
}

/** Alone they stay, to be told what they are. */
function leaveOutLeftovers(files: readonly FormFile[]): readonly FormFile[] {
  const meant = files.filter(({ filename = '' }) => !isLeftover(filename.replaceAll('\\', '/')));
  return meant.length > 0 ? meant : files;
}

/** A file that is the whole bundle is the model, whatever it is called. */
function toSinglePath(filename: string | undefined): string {
  const [path = ''] = toFormPaths([filename ?? '']);
  if (path.includes('/')) return parseBundlePath(path);
  const isKept = isModelFile(path) || mayBeBooster(path);
  return isKept && findPathFault(path) === undefined ? path : MODEL_FILE;
}
