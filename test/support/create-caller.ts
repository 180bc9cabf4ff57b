import { expect } from '@jest/globals';
import type { Reply, Service } from './service.ts';

type Body = Reply['body'];

export interface Caller {
  /** Uploads a bundle, which has to become READY. @returns its version */
  readonly serve: (
    name: string,
    files: Readonly<Record<string, Uint8Array>>,
    fields?: Readonly<Record<string, string>>,
  ) => Promise<Body>;
  /** Asks a model, which has to answer. @returns its records */
  readonly predict: (name: string, json: unknown) => Promise<Body>;
}

export function createCaller(service: Service): Caller {
  return {
    serve: async (name, files, fields = {}): Promise<Body> => {
      const { status, body } = await service.upload(files, { name, ...fields });
      expect([status, body.error]).toEqual([201, undefined]);
      return body;
    },
    predict: async (name, json): Promise<Body> => {
      const { status, body } = await service.call('POST', `/models/${name}/predict`, { json });
      expect([status, body.error]).toEqual([200, undefined]);
      return body;
    },
  };
}
