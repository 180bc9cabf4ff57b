import type { Operation } from '../../contract/routes.ts';
import { AliasChange } from '../../http/schemas/alias-change.ts';
import { MetricsQuery } from '../../http/schemas/metrics-query.ts';
import { MetricsView } from '../../http/schemas/metrics-view.ts';
import { ModelSettingsChange } from '../../http/schemas/model-settings.ts';
import { ModelList, ModelView } from '../schemas/model-view.ts';
import { NewVersion } from '../schemas/new-version.ts';
import { UploadAddresses } from '../schemas/upload-addresses.ts';
import { PageQuery, VersionPageQuery } from '../schemas/page-query.ts';
import { UploadForm } from '../schemas/upload-form.ts';
import { VersionList, VersionView } from '../schemas/version-view.ts';
import { answers, json, type OperationDoc } from './operation-doc.ts';

const IF_MATCH = {
  'If-Match':
    'The ETag that the model had when it was read: refused with 412 if it was changed since.',
};
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The calls of those who bring models and watch them. */
export const CONTROL_OPERATIONS = {
  upload: {
    tag: 'Models',
    summary: 'Upload a model in one call',
    description:
      'Stores the files, has them validated, points the alias at the new version, and answers what came of it.',
    body: { isRequired: true, contents: { 'multipart/form-data': { schema: UploadForm } } },
    answers: {
      201: { description: 'The version is READY.', contents: json(VersionView) },
      202: {
        description: 'It is still being validated; GET its Location.',
        contents: json(VersionView),
      },
    },
  },
  listModels: {
    tag: 'Models',
    summary: 'List the models',
    query: PageQuery,
    answers: answers(200, 'One page of them, by name.', ModelList),
  },
  getModel: {
    tag: 'Models',
    summary: 'A model and its aliases',
    answers: answers(200, 'The model; its ETag is for If-Match.', ModelView),
  },
  deleteModel: {
    tag: 'Models',
    summary: 'Delete a model with all its versions',
    description: 'Refused while it has an alias.',
    answers: { 204: { description: 'It is gone.' } },
  },
  listVersions: {
    tag: 'Models',
    summary: "List a model's versions",
    query: VersionPageQuery,
    answers: answers(200, 'One page of them, the newest first.', VersionList),
  },
  createVersion: {
    tag: 'Models',
    summary: 'Begin a new version',
    description:
      'Takes the next number and answers where each file is to be PUT; then complete the version.',
    body: {
      isRequired: true,
      contents: json(NewVersion, {
        files: [{ path: 'model.onnx', bytes: 0, sha256: EMPTY_SHA256 }],
        description: 'An example that is never completed.',
      }),
    },
    answers: answers(201, 'Its number and its addresses.', UploadAddresses),
  },
  getVersion: {
    tag: 'Models',
    summary: 'A version: its status, its signature, why it was rejected',
    answers: answers(200, 'The version.', VersionView),
  },
  deleteVersion: {
    tag: 'Models',
    summary: 'Delete a version',
    description: 'Refused while an alias points at it.',
    answers: { 204: { description: 'It is gone; its number is not used again.' } },
  },
  renewUploads: {
    tag: 'Models',
    summary: 'Addresses for what is still missing of an upload',
    description: 'When they have expired, or an upload broke off.',
    answers: answers(200, 'Those that are left.', UploadAddresses),
  },
  completeVersion: {
    tag: 'Models',
    summary: 'Declare an upload finished',
    description: 'Refused while a file is missing or is not as declared.',
    answers: answers(202, 'It is being validated.', VersionView),
  },
  putSettings: {
    tag: 'Models',
    summary: "Replace a model's settings",
    headers: IF_MATCH,
    body: { isRequired: true, contents: json(ModelSettingsChange, { timeoutSeconds: 10 }) },
    answers: answers(200, 'The model as it is now.', ModelView),
  },
  putAlias: {
    tag: 'Models',
    summary: 'Point an alias at a version',
    headers: IF_MATCH,
    body: { isRequired: true, contents: json(AliasChange, { version: 1 }) },
    answers: answers(200, 'The model as it is now.', ModelView),
  },
  deleteAlias: {
    tag: 'Models',
    summary: 'Delete an alias',
    headers: IF_MATCH,
    answers: { 204: { description: 'It is gone.' } },
  },
  getMetrics: {
    tag: 'Models',
    summary: "A model's latency, counts and errors",
    query: MetricsQuery,
    answers: answers(200, 'Over the period.', MetricsView),
  },
} as const satisfies Partial<Record<Operation, OperationDoc>>;
