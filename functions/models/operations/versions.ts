import { renewUploads } from '../../../layers/maas/core/registry/address-uploads.ts';
import { isSeen } from '../../../layers/maas/core/registry/await-validation.ts';
import { deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import {
  dropExpired,
  getCurrentVersion,
} from '../../../layers/maas/core/registry/expire-pending.ts';
import { requireStartable } from '../../../layers/maas/core/promotion/rollout-on-ready.ts';
import { parseAliasName } from '../../../layers/maas/core/registry/names.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { resubmitForgotten } from '../../../layers/maas/core/registry/resubmit.ts';
import { startUpload } from '../../../layers/maas/core/registry/start-upload.ts';
import { submitVersion } from '../../../layers/maas/core/registry/submit-version.ts';
import { emptyResponse, jsonResponse } from '../../../layers/maas/http/http-response.ts';
import { parseJsonBody, parseQuery } from '../../../layers/maas/http/parse-request.ts';
import { getModelName, getVersionNumber } from '../../../layers/maas/http/path-parameters.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';
import { NewVersion } from '../../../layers/maas/api/schemas/new-version.ts';
import { VersionPageQuery } from '../../../layers/maas/api/schemas/page-query.ts';
import { toUploadAddresses } from '../../../layers/maas/api/schemas/upload-addresses.ts';
import { toVersionView, toVersionAddress } from '../../../layers/maas/api/schemas/version-view.ts';

/** The operations that show versions, and delete them. */
export function versionOperations(
  registry: Registry,
): Pick<Handlers<'models'>, 'listVersions' | 'getVersion' | 'deleteVersion'> {
  return {
    async listVersions(request) {
      const model = getModelName(request);
      const { items: found, next } = await registry.listVersions(
        model,
        parseQuery(VersionPageQuery, request),
      );
      const items = await dropExpired(registry, found);
      // After the versions, or a READY one might be shown without its alias.
      const { value } = await registry.getModel(model);
      const versions = items.map((record) =>
        toVersionView(record, value, isSeen(registry, record)),
      );
      return jsonResponse(200, { versions, next });
    },

    async getVersion(request) {
      const model = getModelName(request);
      const version = getVersionNumber(request);
      await registry.getModel(model); // a model that is not there is said to be what is missing
      const found = await getCurrentVersion(registry, model, version);
      const record = await resubmitForgotten(registry, found);
      const { value } = await registry.getModel(model);
      return jsonResponse(200, toVersionView(record, value, isSeen(registry, record)));
    },

    async deleteVersion(request) {
      await deleteVersion(registry, getModelName(request), getVersionNumber(request));
      return emptyResponse(204);
    },
  };
}

/** The operations that begin a version, and submit it. */
export function uploadOperations(
  registry: Registry,
): Pick<Handlers<'models'>, 'createVersion' | 'renewUploads' | 'completeVersion'> {
  return {
    async createVersion(request) {
      const { files, alias, rollout: asked, ...rest } = parseJsonBody(NewVersion, request);
      const model = getModelName(request);
      const rollout = asked && { ...asked, alias: parseAliasName(asked.alias) };
      if (rollout) await requireStartable(registry, model, rollout);
      const started = await startUpload(registry, model, {
        uploads: files,
        ...rest,
        alias: alias === undefined ? undefined : parseAliasName(alias),
        rollout,
      });
      return jsonResponse(201, toUploadAddresses(started), {
        location: toVersionAddress(started.version),
      });
    },

    async renewUploads(request) {
      const model = getModelName(request);
      await registry.getModel(model);
      const record = await getCurrentVersion(registry, model, getVersionNumber(request));
      return jsonResponse(200, toUploadAddresses(await renewUploads(registry, record)));
    },

    async completeVersion(request) {
      const model = getModelName(request);
      const { value } = await registry.getModel(model);
      const submitted = await submitVersion(registry, model, getVersionNumber(request));
      const record = await resubmitForgotten(registry, submitted);
      const view = toVersionView(record, value, isSeen(registry, record));
      return jsonResponse(202, view, { location: toVersionAddress(record) });
    },
  };
}
