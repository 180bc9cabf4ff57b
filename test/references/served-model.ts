/** A model that is served somehow: by the core's own code, or by the whole service. */
export interface ServedModel {
  readonly task: string;
  /** @param body a task's JSON, or a picture's bytes */
  predict(body: unknown): Promise<unknown>;
  /** The Open Inference Protocol, in JSON. */
  infer(body: unknown): Promise<{
    readonly outputs: readonly {
      readonly name: string;
      readonly shape: readonly number[];
      readonly data: readonly unknown[];
    }[];
  }>;
  close(): Promise<void>;
}

/** Files of a bundle: where each stands on the disk, by its path inside. */
export type BundleFiles = Readonly<Record<string, string>>;

export type Serve = (name: string, files: BundleFiles) => Promise<ServedModel>;
