import type { AlarmRegistry } from '../../../layers/maas/core/ports/alarm-registry.ts';
import type { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { replaceSettings } from '../../../layers/maas/core/registry/settings.ts';
import { formatEtag, parseIfMatch } from '../../../layers/maas/http/etags.ts';
import { jsonResponse } from '../../../layers/maas/http/http-response.ts';
import { parseJsonBody } from '../../../layers/maas/http/parse-request.ts';
import { getModelName } from '../../../layers/maas/http/path-parameters.ts';
import type { Handlers } from '../../../layers/maas/http/router.ts';
import { ModelSettingsChange } from '../../../layers/maas/api/schemas/model-settings.ts';
import { toModelView } from '../../../layers/maas/api/schemas/model-view.ts';

export function settingsOperations(
  registry: Registry,
  alarms: AlarmRegistry,
): Pick<Handlers<'models'>, 'putSettings'> {
  return {
    async putSettings(request) {
      const settings = parseJsonBody(ModelSettingsChange, request);
      const { value, etag } = await replaceSettings(
        registry,
        getModelName(request),
        settings,
        parseIfMatch(request.headers['if-match']),
      );
      // Should that fail, the same call again mends it.
      await alarms.replace(value.model, settings);
      return jsonResponse(200, toModelView(value), { etag: formatEtag(etag) });
    },
  };
}
