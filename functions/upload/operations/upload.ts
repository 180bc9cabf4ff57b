import { MaasError } from '../../../layers/maas/core/errors.ts';
import { awaitValidation, isSeen } from '../../../layers/maas/core/registry/await-validation.ts';
import { requireStartable } from '../../../layers/maas/core/promotion/rollout-on-ready.ts';
import type { VersionRecord } from '../../../layers/maas/core/registry/records.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { uploadBundle } from '../../../layers/maas/core/registry/upload-bundle.ts';
import { jsonResponse } from '../../../layers/maas/http/http-response.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';
import { toVersionAddress, toVersionView } from '../../../layers/maas/api/schemas/version-view.ts';
import { parseUploadForm } from './upload-form.ts';

/** The part of the function's time that submitting and answering may need after everything else. */
const ANSWER_RESERVE_MS = 3000;

export interface UploadDeps {
  readonly registry: Registry;
  readonly defaultModel: string;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The one-call path: stores, has it validated, and answers what came of it. */
export function uploadOperations({
  registry,
  defaultModel,
  sleep,
}: UploadDeps): Handlers<'upload'> {
  return {
    async upload(request, context) {
      const remainingMs = (): number => context.remainingMs() - ANSWER_RESERVE_MS;
      if (remainingMs() <= 0) {
        throw new MaasError(
          'OVER_CAPACITY',
          'This upload waited too long behind others, and nothing of it was kept; send it ' +
            'again later.',
        );
      }
      const { model, files, options } = await parseUploadForm(request, defaultModel);
      if (options.rollout) await requireStartable(registry, model, options.rollout);
      const submitted = await uploadBundle(
        registry,
        model,
        files,
        options,
        () => remainingMs() > 0,
      );
      const record = await awaitValidation(registry, submitted, { sleep, remainingMs });
      requireAccepted(record);
      const { value } = await registry.getModel(model);
      const isDone = isSeen(registry, record);
      const view = toVersionView(record, value, isDone);
      return jsonResponse(isDone ? 201 : 202, view, { location: toVersionAddress(record) });
    },
  };
}

function requireAccepted({ model, version, status, rejection }: VersionRecord): void {
  if (status === 'REJECTED') {
    throw new MaasError(
      'MODEL_REJECTED',
      `Version ${version} of model '${model}' was rejected, ` +
        `${rejection?.code ?? 'for no reason on record'}: ${rejection?.message ?? ''}`,
    );
  }
  if (status === 'DELETED') {
    throw new MaasError(
      'CONFLICT',
      `Version ${version} of model '${model}' was deleted while it was validated.`,
    );
  }
}
