import path from 'node:path';
import { FileCaptureSink } from '../../../../layers/maas/adapters/captures/file-capture-sink.ts';
import { FolderCaptures } from '../../../../layers/maas/adapters/captures/folder-captures.ts';
import { CapturedLines } from '../../../../layers/maas/core/capture/captured-lines.ts';
import { DriftSketches } from '../../../../layers/maas/core/drift/drift-sketches.ts';
import { tickDrift } from '../../../../layers/maas/core/drift/tick-drift.ts';
import { MaasError } from '../../../../layers/maas/core/errors.ts';
import type { Registry } from '../../../../layers/maas/core/registry/registry.ts';
import { MemoryObjectStore } from '../../../support/memory-object-store.ts';
import type { Machine } from './machine.ts';

/** Counts what comes to the models of a machine, and looks at it as the schedule has it done. */
export class Inputs {
  readonly #machine: Machine;
  readonly #directory: string;
  readonly #store = new MemoryObjectStore();
  readonly #sketches: DriftSketches;

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#directory = path.join(machine.directory, 'captured');
    this.#sketches = new DriftSketches({
      captures: new FileCaptureSink(this.#directory),
      clock: { nowMs: () => machine.nowMs },
      logger: { warn: throwIt },
    });
  }

  /** One call with a row for each value, of a model with one input. */
  async send(model: string, version: number, values: readonly number[]): Promise<void> {
    const facts = await this.#machine.predict(model, version, {});
    facts.runs = [
      { x: { datatype: 'FP32', shape: [values.length, 1], data: Float32Array.from(values) } },
    ];
    await this.#sketches.take(facts);
  }

  /** Writes the counts, as when the service is quiet, and then looks. */
  async look(): Promise<void> {
    await this.#sketches.write();
    await tickDrift({
      registry: {
        store: this.#store,
        getModel: (model: string) => {
          const value = this.#machine.records.get(model);
          return value
            ? Promise.resolve({ value, etag: '' })
            : Promise.reject(new MaasError('MODEL_NOT_FOUND', 'No.'));
        },
      } as unknown as Registry,
      captured: new CapturedLines(new FolderCaptures(this.#directory)),
      sink: this.#machine.createSink(),
      clock: { nowMs: () => this.#machine.nowMs },
      logger: { error: throwIt },
    });
  }
}

function throwIt(message: string, context?: object): never {
  throw new Error(message, { cause: context });
}
