import type { Operation } from '../../contract/routes.ts';
import { AccessChange, AccessView } from '../schemas/access.ts';
import { AliasChange } from '../schemas/alias-change.ts';
import {
  BaselineAnswer,
  BaselineChange,
  BaselineLines,
  DriftQuery,
  DriftView,
} from '../schemas/drift.ts';
import { FeedbackList, FeedbackQuery } from '../schemas/feedback.ts';
import { MetricsQuery } from '../schemas/metrics-query.ts';
import { MetricsView } from '../schemas/metrics-view.ts';
import { ModelSettingsChange } from '../schemas/model-settings.ts';
import { ModelList, ModelView } from '../schemas/model-view.ts';
import { NewVersion } from '../schemas/new-version.ts';
import { UploadAddresses } from '../schemas/upload-addresses.ts';
import { PageQuery, VersionPageQuery } from '../schemas/page-query.ts';
import { NewRollout, RolloutList, RolloutView } from '../schemas/rollout.ts';
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
      'Stores the files, has them validated, points the alias at the new version, and answers ' +
      'what came of it.',
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
    summary: 'Get a model and its aliases',
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
    summary: 'Get a version: its status, its signature, why it was rejected',
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
    summary: 'Get addresses for the files that an upload still lacks',
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
    body: {
      isRequired: true,
      contents: json(ModelSettingsChange, { timeoutSeconds: 10, errorRatePercent: 2 }),
    },
    answers: answers(200, 'The model as it is now.', ModelView),
  },
  putAlias: {
    tag: 'Models',
    summary: 'Point an alias at a version, or split its traffic',
    description:
      'Give `version` for all of the traffic, or `routes` with weights. A `shadow` gets copies of ' +
      'its calls and answers nobody. What is left out is not kept from before.',
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
  getAccess: {
    tag: 'Models',
    summary: 'List who may call a model, and how often a day',
    answers: answers(200, 'Its callers; the ETag is for If-Match.', AccessView),
  },
  putAccess: {
    tag: 'Models',
    summary: 'Say who may call a model, and how often a day',
    description:
      'Others are refused with 403, and with 429 who has used up the calls of a day. What is used ' +
      'up is known within some minutes; nobody is refused before.',
    headers: IF_MATCH,
    body: {
      isRequired: true,
      contents: json(AccessChange, { callers: { '*': { perDay: 100_000 } } }),
    },
    answers: answers(200, 'Its callers as they are now.', AccessView),
  },
  deleteAccess: {
    tag: 'Models',
    summary: 'Let everybody call a model whom the API lets in',
    headers: IF_MATCH,
    answers: { 204: { description: 'It is open.' } },
  },
  startRollout: {
    tag: 'Models',
    summary: 'Begin to move an alias to another version, step by step',
    description:
      'Each step gives the candidate more of the traffic, is watched for its time, and is passed ' +
      'when enough requests were answered and no guard says that it is worse. Then it goes back.',
    body: {
      isRequired: true,
      contents: json(NewRollout),
    },
    answers: answers(201, 'The roll-out; GET its Location.', RolloutView),
  },
  listRollouts: {
    tag: 'Models',
    summary: "List an alias's roll-outs, the newest first",
    answers: answers(200, 'The newest 100.', RolloutList),
  },
  getRollout: {
    tag: 'Models',
    summary: 'Get a roll-out: each step, its figures, its verdicts and why',
    answers: answers(200, 'The roll-out.', RolloutView),
  },
  promoteRollout: {
    tag: 'Models',
    summary: 'Give the candidate all the traffic now',
    answers: answers(200, 'It is PROMOTED.', RolloutView),
  },
  abortRollout: {
    tag: 'Models',
    summary: 'Give the baseline all the traffic again',
    answers: answers(200, 'It is ABORTED.', RolloutView),
  },
  continueRollout: {
    tag: 'Models',
    summary: 'Bake a paused step once more',
    answers: answers(200, 'It is BAKING.', RolloutView),
  },
  getMetrics: {
    tag: 'Models',
    summary: "Get a model's latency, counts and errors",
    query: MetricsQuery,
    answers: answers(200, 'Over the period.', MetricsView),
  },
  getDrift: {
    tag: 'Models',
    summary: "Measure how far a version's inputs and answers have drifted from its baseline",
    description: 'The newest 1,000 inputs of the period, feature by feature and bin by bin.',
    query: DriftQuery,
    answers: answers(200, 'The feature that has moved most comes first.', DriftView),
  },
  putBaseline: {
    tag: 'Models',
    summary: 'Make the inputs of a period, or others that come along, the baseline of a version',
    description:
      'Or 500 inputs and more as JSON lines (application/x-ndjson), each with values by the names ' +
      'that GET …/drift has: {"input.age": 31, "output.label": "yes"}.',
    body: {
      isRequired: true,
      contents: {
        ...json(BaselineChange, { from: '2026-11-28T00:00:00Z', to: '2026-11-29T00:00:00Z' }),
        'application/x-ndjson': { schema: BaselineLines },
      },
    },
    answers: answers(200, 'The inputs and the period that it was made of.', BaselineAnswer),
  },
  listFeedback: {
    tag: 'Models',
    summary: 'List the truths that came in a period, beside the predictions',
    query: FeedbackQuery,
    answers: answers(200, 'A page of them, the earliest first.', FeedbackList),
  },
} as const satisfies Partial<Record<Operation, OperationDoc>>;
