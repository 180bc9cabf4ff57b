import { renewUploads } from '../../../layers/maas/core/registry/address-uploads.ts';
import { isSeen } from '../../../layers/maas/core/registry/await-validation.ts';
import { deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import {
  dropExpired,
  getCurrentVersion,
} from '../../../layers/maas/core/registry/expire-pending.ts';
import { parseAliasName } from '../../../layers/maas/core/registry/names.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
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

export function versionOperations(
  registry: Registry,
): Pick<
  Handlers<'models'>,
  | 'listVersions'
  | 'createVersion'
  | 'getVersion'
  | 'deleteVersion'
  | 'renewUploads'
  | 'completeVersion'
> {
  return {
    async listVersions(request) {
      const model = getModelName(request);
      const { items: found, next } = await registry.listVersions(
        model,
        parseQuery(VersionPageQuery, request),
      );
      const items = await dropExpired(registry, found);
      const { value } = await registry.getModel(model); // after the versions, or a READY one might be shown without its alias
      const versions = items.map((record) =>
        toVersionView(record, value, isSeen(registry, record)),
      );
      return jsonResponse(200, { versions, next });
    },

    async createVersion(request) {
      const { files, alias, ...rest } = parseJsonBody(NewVersion, request);
      const started = await startUpload(registry, getModelName(request), {
        uploads: files,
        ...rest,
        ...(alias === undefined ? {} : { alias: parseAliasName(alias) }),
      });
      return jsonResponse(201, toUploadAddresses(started), {
        location: toVersionAddress(started.version),
      });
    },

    async getVersion(request) {
      const model = getModelName(request);
      const version = getVersionNumber(request);
      await registry.getModel(model); // a model that is not there is said to be what is missing
      const record = await getCurrentVersion(registry, model, version);
      const { value } = await registry.getModel(model);
      return jsonResponse(200, toVersionView(record, value, isSeen(registry, record)));
    },

    async deleteVersion(request) {
      await deleteVersion(registry, getModelName(request), getVersionNumber(request));
      return emptyResponse(204);
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
      const record = await submitVersion(registry, model, getVersionNumber(request));
      const view = toVersionView(record, value, isSeen(registry, record));
      return jsonResponse(202, view, { location: toVersionAddress(record) });
    },
  };
}
