import { afterAll, beforeAll } from '@jest/globals';
import { startService, type Service } from './service.ts';

/**
 * Has a service from before the first test to behind the last one, of a file or of a suite.
 * @param environment further settings
 */
export function useService(environment?: Readonly<Record<string, string>>): Service {
  let started: Service | undefined;
  const get = (): Service => {
    if (!started) throw new Error('The service has not started: ask it in a test or a hook.');
    return started;
  };
  beforeAll(async () => {
    started = await startService(environment);
  });
  afterAll(() => {
    started?.stop();
  });
  return {
    get registry() {
      return get().registry;
    },
    get store() {
      return get().store;
    },
    get metrics() {
      return get().metrics;
    },
    call: (...call) => get().call(...call),
    upload: (...form) => get().upload(...form),
    ingest: (...version) => get().ingest(...version),
    shadow: (copy) => get().shadow(copy),
    stop: () => {
      get().stop();
    },
  };
}
