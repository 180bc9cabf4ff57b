/** Written by scripts/write-client-types.ts from the OpenAPI document. */
export interface paths {
  readonly '/upload': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Upload a model in one call
     * @description Stores the files, has them validated, points the alias at the new version, and answers what came of it.
     */
    readonly post: operations['upload'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** List the models */
    readonly get: operations['listModels'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Get a model and its aliases */
    readonly get: operations['getModel'];
    readonly put?: never;
    readonly post?: never;
    /**
     * Delete a model with all its versions
     * @description Refused while it has an alias.
     */
    readonly delete: operations['deleteModel'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/versions': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** List a model's versions */
    readonly get: operations['listVersions'];
    readonly put?: never;
    /**
     * Begin a new version
     * @description Takes the next number and answers where each file is to be PUT; then complete the version.
     */
    readonly post: operations['createVersion'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/versions/{version}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Get a version: its status, its signature, why it was rejected */
    readonly get: operations['getVersion'];
    readonly put?: never;
    readonly post?: never;
    /**
     * Delete a version
     * @description Refused while an alias points at it.
     */
    readonly delete: operations['deleteVersion'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/versions/{version}/uploads': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Get addresses for the files that an upload still lacks
     * @description When they have expired, or an upload broke off.
     */
    readonly post: operations['renewUploads'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/versions/{version}/complete': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Declare an upload finished
     * @description Refused while a file is missing or is not as declared.
     */
    readonly post: operations['completeVersion'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/settings': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    /** Replace a model's settings */
    readonly put: operations['putSettings'];
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/aliases/{alias}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    /**
     * Point an alias at a version, or split its traffic
     * @description Give `version` for all of the traffic, or `routes` with weights. A `shadow` gets copies of its calls and answers nobody. What is left out is not kept from before.
     */
    readonly put: operations['putAlias'];
    readonly post?: never;
    /** Delete an alias */
    readonly delete: operations['deleteAlias'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/access': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** List who may call a model, and how often a day */
    readonly get: operations['getAccess'];
    /**
     * Say who may call a model, and how often a day
     * @description Others are refused with 403, and with 429 who has used up the calls of a day. What is used up is known within some minutes; nobody is refused before.
     */
    readonly put: operations['putAccess'];
    readonly post?: never;
    /** Let everybody call a model whom the API lets in */
    readonly delete: operations['deleteAccess'];
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/aliases/{alias}/rollouts': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** List an alias's roll-outs, the newest first */
    readonly get: operations['listRollouts'];
    readonly put?: never;
    /**
     * Begin to move an alias to another version, step by step
     * @description Each step gives the candidate more of the traffic, is watched for its time, and is passed when enough requests were answered and no guard says that it is worse. Then it goes back.
     */
    readonly post: operations['startRollout'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/aliases/{alias}/rollouts/{id}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Get a roll-out: each step, its figures, its verdicts and why */
    readonly get: operations['getRollout'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/aliases/{alias}/rollouts/{id}/promote': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Give the candidate all the traffic now */
    readonly post: operations['promoteRollout'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/aliases/{alias}/rollouts/{id}/abort': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Give the baseline all the traffic again */
    readonly post: operations['abortRollout'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/aliases/{alias}/rollouts/{id}/continue': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Bake a paused step once more */
    readonly post: operations['continueRollout'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/metrics': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Get a model's latency, counts and errors */
    readonly get: operations['getMetrics'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/drift': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Measure how far a version's inputs and answers have drifted from its baseline
     * @description The newest 1,000 inputs of the period, feature by feature and bin by bin.
     */
    readonly get: operations['getDrift'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/versions/{version}/baseline': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    /**
     * Make the inputs of a period, or others that come along, the baseline of a version
     * @description Or 500 inputs and more as JSON lines (application/x-ndjson), each with values by the names that GET …/drift has: {"input.age": 31, "output.label": "yes"}.
     */
    readonly put: operations['putBaseline'];
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/feedback': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** List the truths that came in a period, beside the predictions */
    readonly get: operations['listFeedback'];
    readonly put?: never;
    /**
     * Send the truths of predictions
     * @description One truth, or a list of which each is taken or refused by itself. Sent again, a truth counts once.
     */
    readonly post: operations['sendFeedback'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/predict': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Predict in the form of the task */
    readonly post: operations['predictDefault'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/predict': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Predict with this model in the form of its task */
    readonly post: operations['predict'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Describe this server */
    readonly get: operations['serverMetadata'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/health/live': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Check that the server runs */
    readonly get: operations['serverLive'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/health/ready': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Check that the server can serve */
    readonly get: operations['serverReady'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/models/{model}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Get a model's inputs, outputs and versions */
    readonly get: operations['modelMetadata'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/models/{model}/versions/{version}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Get a version's inputs and outputs */
    readonly get: operations['versionMetadata'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/repository/index': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** List all versions of all models */
    readonly post: operations['repositoryIndex'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/models/{model}/ready': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Check that a model can be called */
    readonly get: operations['modelReady'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/models/{model}/versions/{version}/ready': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Check that a version can be called */
    readonly get: operations['versionReady'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/models/{model}/infer': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Run a model on tensors
     * @description Tensors in JSON, in binary behind the JSON (Inference-Header-Content-Length says how much of the body is JSON), or one bare tensor (that header is 0).
     */
    readonly post: operations['modelInfer'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/models/{model}/versions/{version}/infer': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Run a version on tensors
     * @description Tensors in JSON, in binary behind the JSON (Inference-Header-Content-Length says how much of the body is JSON), or one bare tensor (that header is 0).
     */
    readonly post: operations['versionInfer'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/models/stats': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Count what this instance ran */
    readonly get: operations['allStatistics'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/models/{model}/stats': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Count what this instance ran of a model */
    readonly get: operations['modelStatistics'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/models/{model}/versions/{version}/stats': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Count what this instance ran of a version */
    readonly get: operations['versionStatistics'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/embeddings': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Embed texts
     * @description Needs a model that embeds texts; the vectors have the length 1.
     */
    readonly post: operations['createEmbeddings'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/models': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** List the models that embed texts */
    readonly get: operations['listOpenAiModels'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v1/models/{model}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Get a model, and whether it can be called
     * @description OpenAI's model and KServe's readiness (protocol v1) in one.
     */
    readonly get: operations['getOpenAiModel'];
    readonly put?: never;
    /**
     * Predict by KServe's protocol v1
     * @description The path's last segment is the model's name and `:predict`. TensorFlow Serving's call is the same.
     */
    readonly post: operations['predictInstances'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/ping': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Check that the server can serve, as MLflow and SageMaker ask */
    readonly get: operations['ping'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/invocations': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Predict as MLflow and SageMaker do
     * @description Rows of a table, texts, pictures or tensors, as a frame of pandas, as instances or as CSV, or an instance per line of JSON; a picture may be the whole body. In CSV or lines of JSON comes back where `Accept` says text/csv or application/jsonlines.
     */
    readonly post: operations['invokeDefault'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/invocations': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Predict as MLflow and SageMaker do
     * @description Rows of a table, texts, pictures or tensors, as a frame of pandas, as instances or as CSV, or an instance per line of JSON; a picture may be the whole body. In CSV or lines of JSON comes back where `Accept` says text/csv or application/jsonlines.
     */
    readonly post: operations['invoke'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/endpoints/{model}/invocations': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Predict as MLflow and SageMaker do
     * @description The path of SageMaker's runtime, for boto3's client with another endpoint_url.
     */
    readonly post: operations['invokeEndpoint'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/embed': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Embed texts, as text-embeddings-inference does */
    readonly post: operations['embedDefault'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/embed': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Embed texts, as text-embeddings-inference does */
    readonly post: operations['embed'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/rerank': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Rank texts for a query, as text-embeddings-inference does
     * @description Needs a cross-encoder: a model of texts that gives one score per pair.
     */
    readonly post: operations['rerankDefault'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/models/{model}/rerank': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Rank texts for a query, as text-embeddings-inference does
     * @description Needs a cross-encoder: a model of texts that gives one score per pair.
     */
    readonly post: operations['rerank'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/hf/models/{model}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Predict as Hugging Face's Inference API does
     * @description For huggingface_hub's InferenceClient and others: answers are nested as that API nests them. A picture may be the whole body.
     */
    readonly post: operations['huggingFace'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/hf/models/{model}/{name}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /**
     * Predict as Hugging Face's Inference API does
     * @description Takes a name of the hub, `org/name`, which means the model `org--name`.
     */
    readonly post: operations['huggingFaceOfOrganisation'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/openapi.json': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Get this description */
    readonly get: operations['getOpenApi'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
}
export interface components {
  schemas: {
    readonly TextClassificationRequest:
      | {
          /** @description One text, or a list of texts. */
          readonly text: string | readonly string[];
          /** @description The second text of each pair, for models that compare two. */
          readonly text_pair?: (string | readonly string[]) | null;
          /** @description Adds a number per class, `score:<class>`, to each record. */
          readonly scores?: boolean | null;
          /** @description Whether a text that is too long is cut to what the model reads (the default), or refused. */
          readonly truncation?: boolean | null;
        }
      | {
          readonly inputs:
            | (
                | string
                | {
                    readonly text: string;
                    readonly text_pair?: string | null;
                  }
              )
            | readonly (
                | string
                | {
                    readonly text: string;
                    readonly text_pair?: string | null;
                  }
              )[];
          readonly parameters?: {
            /** @description Labels per text, the best first; all with `null`, one by default. */
            readonly top_k?: number | null;
            /** @description What makes scores of the model's numbers, in place of what its files say. */
            readonly function_to_apply?: ('softmax' | 'sigmoid' | 'none') | null;
            /** @description Whether a text that is too long is cut; else it is refused. */
            readonly truncation?:
              | (boolean | ('longest_first' | 'only_first' | 'only_second' | 'do_not_truncate'))
              | null;
            /** @description Tokens to which a text is cut, where `truncation` says so. */
            readonly max_length?: number | null;
            /** @description Taken, and without effect on the answer. */
            readonly padding?: (boolean | ('longest' | 'max_length' | 'do_not_pad')) | null;
          } | null;
          /** @description Taken, and without effect: `use_cache`, `wait_for_model` and others of Hugging Face's API. */
          readonly options?: {
            readonly [key: string]: unknown;
          } | null;
        };
    readonly TokenClassificationRequest:
      | {
          /** @description One text, or a list of texts. */
          readonly text: string | readonly string[];
          /** @description How tokens become entities; `simple` joins neighbours of one kind. */
          readonly aggregation_strategy?: ('none' | 'simple' | 'first' | 'average' | 'max') | null;
        }
      | {
          readonly inputs: string | readonly string[];
          readonly parameters?: {
            /** @description How tokens become entities; `none`, the default, answers tokens. */
            readonly aggregation_strategy?:
              ('none' | 'simple' | 'first' | 'average' | 'max') | null;
            /** @description Labels that are left out of the answer; `O` by default. */
            readonly ignore_labels?: readonly string[] | null;
            /** @description Reads a long text whole, in windows that share so many tokens. */
            readonly stride?: number | null;
          } | null;
          /** @description Taken, and without effect: `use_cache`, `wait_for_model` and others of Hugging Face's API. */
          readonly options?: {
            readonly [key: string]: unknown;
          } | null;
        };
    readonly FillMaskRequest:
      | {
          /** @description One text, or a list; each with the tokenizer's mask (`[MASK]`) in it. */
          readonly text: string | readonly string[];
          /** @description Candidates per mask; 5 by default. */
          readonly top_k?: number | null;
          /** @description The only words that may fill the mask. */
          readonly targets?: (string | readonly string[]) | null;
        }
      | {
          readonly inputs: string | readonly string[];
          readonly parameters?: {
            /** @description Candidates per mask; 5 by default. */
            readonly top_k?: number | null;
            /** @description The only words that may fill the mask. */
            readonly targets?: (string | readonly string[]) | null;
            /** @description Parameters of the tokenizer. */
            readonly tokenizer_kwargs?: {
              /** @description Whether a text that is too long is cut; else it is refused. */
              readonly truncation?:
                | (boolean | ('longest_first' | 'only_first' | 'only_second' | 'do_not_truncate'))
                | null;
              /** @description Tokens to which a text is cut, where `truncation` says so. */
              readonly max_length?: number | null;
              /** @description Taken, and without effect on the answer. */
              readonly padding?: (boolean | ('longest' | 'max_length' | 'do_not_pad')) | null;
            } | null;
          } | null;
          /** @description Taken, and without effect: `use_cache`, `wait_for_model` and others of Hugging Face's API. */
          readonly options?: {
            readonly [key: string]: unknown;
          } | null;
        };
    readonly QuestionAnsweringRequest:
      | {
          /** @description One question, or a list. */
          readonly question: string | readonly string[];
          /** @description The text that has the answer: one for each question, or one for all. */
          readonly context: string | readonly string[];
          /** @description Answers per question; 1 by default. */
          readonly top_k?: number | null;
        }
      | {
          readonly inputs:
            | {
                readonly question: string;
                readonly context: string;
              }
            | readonly {
                readonly question: string;
                readonly context: string;
              }[];
          readonly parameters?: {
            /** @description Answers per question; 1 by default. */
            readonly top_k?: number | null;
            /** @description The same as `top_k`, by its earlier name. */
            readonly topk?: number | null;
            /** @description Tokens that the windows of a long context share; 128 at most by default. */
            readonly doc_stride?: number | null;
            /** @description Tokens of the longest answer, before it has whole words; 15 by default. */
            readonly max_answer_len?: number | null;
            /** @description Tokens of a window with its question; 384 at most by default. */
            readonly max_seq_len?: number | null;
            /** @description Taken, and without effect: the pipeline heeds it for slow tokenizers only. */
            readonly max_question_len?: number | null;
            /** @description Whether the empty answer may be the best; not by default. */
            readonly handle_impossible_answer?: boolean | null;
            /** @description Whether an answer is widened to whole words, as by default. */
            readonly align_to_words?: boolean | null;
            /** @description Taken, and without effect on the answer. */
            readonly padding?: (boolean | ('longest' | 'max_length' | 'do_not_pad')) | null;
          } | null;
          /** @description Taken, and without effect: `use_cache`, `wait_for_model` and others of Hugging Face's API. */
          readonly options?: {
            readonly [key: string]: unknown;
          } | null;
        };
    readonly FeatureExtractionRequest:
      | {
          /** @description One text, or a list of texts. */
          readonly text: string | readonly string[];
          /** @description Whether a text that is too long is cut to what the model reads (the default), or refused. */
          readonly truncation?: boolean | null;
          /** @description How many of a vector's first numbers are answered, of a model that was trained for it (Matryoshka); as the bundle's truncate_dim says by default. */
          readonly truncate_dim?: number | null;
        }
      | {
          readonly inputs: string | readonly string[];
          readonly parameters?: {
            /** @description Whether a text that is too long is cut; else it is refused. */
            readonly truncation?:
              | (boolean | ('longest_first' | 'only_first' | 'only_second' | 'do_not_truncate'))
              | null;
            /** @description Tokens to which a text is cut, where `truncation` says so. */
            readonly max_length?: number | null;
            /** @description Taken, and without effect on the answer. */
            readonly padding?: (boolean | ('longest' | 'max_length' | 'do_not_pad')) | null;
            /** @description Whether vectors have the length 1; as the bundle's modules.json says by default. */
            readonly normalize_embeddings?: boolean | null;
            /** @description Name of one of the bundle's prompts, put before every text. */
            readonly prompt_name?: string | null;
            /** @description How many of a vector's first numbers are answered, of a model that was trained for it (Matryoshka); as the bundle's truncate_dim says by default. */
            readonly truncate_dim?: number | null;
          } | null;
          /** @description Taken, and without effect: `use_cache`, `wait_for_model` and others of Hugging Face's API. */
          readonly options?: {
            readonly [key: string]: unknown;
          } | null;
        };
    readonly ImageClassificationRequest:
      | {
          /** @description A JPEG, PNG or WebP as base64 or data URL, or a list of them. */
          readonly image: string | readonly string[];
          /** @description Adds a number per class, `score:<class>`, to each record. */
          readonly scores?: boolean | null;
        }
      | {
          readonly inputs: string | readonly string[];
          readonly parameters?: {
            /** @description Labels per picture, the best first; 5 by default. */
            readonly top_k?: number | null;
            /** @description What makes scores of the model's numbers, in place of what its files say. */
            readonly function_to_apply?: ('softmax' | 'sigmoid' | 'none') | null;
          } | null;
          /** @description Taken, and without effect: `use_cache`, `wait_for_model` and others of Hugging Face's API. */
          readonly options?: {
            readonly [key: string]: unknown;
          } | null;
        };
    readonly TabularClassificationRequest: {
      /** @description Rows of a table: an object by column name, or a list in the order of the columns. Numbers may be text; null is a missing value. */
      readonly rows: readonly (
        | {
            readonly [key: string]: unknown;
          }
        | readonly unknown[]
      )[];
      /** @description Adds a number per class, `score:<class>`, to each record. */
      readonly scores?: boolean | null;
    };
    readonly TabularRegressionRequest: {
      /** @description Rows of a table: an object by column name, or a list in the order of the columns. Numbers may be text; null is a missing value. */
      readonly rows: readonly (
        | {
            readonly [key: string]: unknown;
          }
        | readonly unknown[]
      )[];
    };
    readonly TensorRequest: {
      /** @description A nested list per input, by the name of the input. */
      readonly tensors: {
        readonly [key: string]: unknown;
      };
    };
    readonly AccessChange: {
      /** @description By name: `key:` and an API key's id, `sub:` and a token's subject, the ARN of a user or a role, or `*` for all others together. Callers who are not named may not call. */
      readonly callers: {
        readonly [key: string]: {
          /** @description Calls from midnight to midnight, UTC. Left out: any number. */
          readonly perDay?: number | null;
        };
      };
    };
    readonly AliasChange: {
      readonly version?: number | null;
      readonly routes?:
        | readonly {
            readonly version: number;
            /** @description Share of the traffic, relative to the other routes'. */
            readonly weight: number;
          }[]
        | null;
      /** @description Also for a version that was rolled back before. */
      readonly force?: boolean | null;
      readonly shadow?: {
        readonly version: number;
        /** @description The share of the answered calls that is copied, in percent. */
        readonly percent: number;
        /** @description The distance between two numbers that still agree, relative where they are above 1. */
        readonly tolerance?: number | null;
      } | null;
    };
    readonly BaselineChange: {
      /** @description ISO 8601 time from which on inputs are the baseline. */
      readonly from: string;
      /** @description And up to which. */
      readonly to: string;
    };
    readonly EmbeddingsRequest: {
      /** @description Name of the model; the hub's `org/name` means `org--name`. */
      readonly model: string;
      /** @description One text or several, as texts or as token ids. */
      readonly input:
        string | readonly string[] | readonly number[] | readonly (readonly number[])[];
      /** @description base64 is that of little-endian 32-bit floats. */
      readonly encoding_format?: ('float' | 'base64') | null;
      /** @description Cuts every vector to so many numbers, and brings it back to the length 1. */
      readonly dimensions?: number | null;
      /** @description Taken, and not kept. */
      readonly user?: string | null;
    };
    readonly EmbedRequest: {
      /** @description One text, or a list of texts. */
      readonly inputs: string | readonly string[];
      /** @description Whether a text that is too long is cut (the default), or refused. */
      readonly truncate?: boolean | null;
      readonly truncation_direction?: ('right' | 'Right') | null;
      /** @description Whether vectors have the length 1. */
      readonly normalize?: boolean | null;
      /** @description Name of one of the bundle's prompts, put before every text. */
      readonly prompt_name?: string | null;
      /** @description Cuts every vector to so many numbers. */
      readonly dimensions?: number | null;
    };
    readonly HuggingFaceRequest: {
      /** @description What the task reads: a text, a list of texts, {question, context}, {source_sentence, sentences}, a picture in base64. */
      readonly inputs?: unknown | null;
      /** @description The pipeline's; unknown ones are refused. */
      readonly parameters?: {
        readonly [key: string]: unknown;
      } | null;
      /** @description Cells by column, for models of tables. */
      readonly table?: {
        readonly [key: string]: readonly unknown[];
      } | null;
    } & {
      readonly [key: string]: unknown;
    };
    readonly InferRequest: {
      /** @description Comes back in the answer. */
      readonly id?: string | null;
      /** @description `binary_data_output`: whether outputs come in binary where they do not say themselves. */
      readonly parameters?: {
        readonly [key: string]: string | number | boolean | null;
      } | null;
      readonly inputs: readonly ({
        readonly name: string;
        /** @enum {string} */
        readonly datatype:
          | 'BOOL'
          | 'UINT8'
          | 'UINT16'
          | 'UINT32'
          | 'UINT64'
          | 'INT8'
          | 'INT16'
          | 'INT32'
          | 'INT64'
          | 'FP16'
          | 'FP32'
          | 'FP64'
          | 'BYTES';
        readonly shape: readonly number[];
        /** @description `binary_data_size`: bytes of this tensor behind the JSON, in place of `data`. */
        readonly parameters?: {
          readonly [key: string]: string | number | boolean | null;
        } | null;
        readonly data?: (readonly unknown[] | (number | string | boolean)) | null;
      } & {
        readonly [key: string]: unknown;
      })[];
      /** @description All of them where there are none. */
      readonly outputs?:
        | readonly ({
            readonly name: string;
            /** @description `binary_data`: whether this output comes in binary. */
            readonly parameters?: {
              readonly [key: string]: string | number | boolean | null;
            } | null;
          } & {
            readonly [key: string]: unknown;
          })[]
        | null;
    } & {
      readonly [key: string]: unknown;
    };
    readonly InstancesRequest: {
      /** @description A row, a text, a picture or a tensor each. */
      readonly instances: readonly unknown[];
      /** @description Of the pipeline, for texts and pictures. */
      readonly parameters?: {
        readonly [key: string]: unknown;
      } | null;
      /** @description TensorFlow Serving's. */
      readonly signature_name?: 'serving_default' | null;
    };
    readonly InvocationsRequest: {
      /** @description pandas' `to_dict(orient='split')`. */
      readonly dataframe_split?: {
        readonly columns?: readonly (string | number)[] | null;
        readonly index?: readonly unknown[] | null;
        readonly data: readonly (readonly unknown[])[];
      } | null;
      /** @description pandas' `to_dict(orient='records')`. */
      readonly dataframe_records?:
        | readonly {
            readonly [key: string]: unknown;
          }[]
        | null;
      /** @description A row, a text, a picture or a tensor each. */
      readonly instances?: readonly unknown[] | null;
      /** @description The same, or lists by the name of the column or input. */
      readonly inputs?:
        | (
            | readonly unknown[]
            | {
                readonly [key: string]: unknown;
              }
          )
        | null;
      /** @description Parameters of the pipeline, for texts and pictures. */
      readonly params?: {
        readonly [key: string]: unknown;
      } | null;
    };
    readonly NewRollout: {
      readonly version: number;
      readonly strategy:
        | {
            readonly canary: {
              /** @description The candidate's share of the traffic; a list has one for each step. */
              readonly percent: number | readonly number[];
              readonly bakeMinutes: number;
            };
          }
        | {
            readonly linear: {
              readonly stepPercent: number;
              readonly bakeMinutes: number;
            };
          }
        | {
            readonly allAtOnce: {
              readonly bakeMinutes: number;
            };
          };
      /** @description A step before all others, in which the candidate gets copies of calls and answers nobody. */
      readonly shadow?: {
        /** @description The share of the answered calls that is copied, in percent. */
        readonly percent: number;
        readonly bakeMinutes: number;
        /** @description The distance between two numbers that still agree, relative where they are above 1. */
        readonly tolerance?: number | null;
      } | null;
      /** @description `errorRate` and `latency` against the baseline where it is left out. */
      readonly guards?: {
        /** @description Counts requests that failed by the fault of the service or the model. */
        readonly errorRate?: {
          /** @description Share that may be bad, whatever the baseline does. */
          readonly limit?: number | null;
          /** @description Compares the candidate with the baseline of the same minutes. Left out: it is compared. */
          readonly compare?: boolean | null;
          /** @description Says what it would have done, and does nothing. */
          readonly dryRun?: boolean | null;
          /** @description The fewest that it has to count before a step is passed. Left out: as the roll-out says. */
          readonly minRequests?: number | null;
        } | null;
        /** @description Counts answers that took longer than `slowMs`. */
        readonly latency?: {
          /** @description Share that may be bad, whatever the baseline does. */
          readonly limit?: number | null;
          /** @description Compares the candidate with the baseline of the same minutes. Left out: it is compared. */
          readonly compare?: boolean | null;
          /** @description Says what it would have done, and does nothing. */
          readonly dryRun?: boolean | null;
          /** @description The fewest that it has to count before a step is passed. Left out: as the roll-out says. */
          readonly minRequests?: number | null;
        } | null;
        /** @description Counts truths that contradict their answers. */
        readonly accuracy?: {
          /** @description Share that may be bad, whatever the baseline does. */
          readonly limit?: number | null;
          /** @description Compares the candidate with the baseline of the same minutes. Left out: it is compared. */
          readonly compare?: boolean | null;
          /** @description Says what it would have done, and does nothing. */
          readonly dryRun?: boolean | null;
          /** @description The fewest that it has to count before a step is passed. Left out: as the roll-out says. */
          readonly minRequests?: number | null;
        } | null;
        /** @description Counts answers by label and by range of values: whether one is given more often than by the baseline. Its `limit` is by how much its share may be above what it was in the baseline's own answers before, as 0.05 for 5 points of 100. */
        readonly drift?: {
          /** @description Share that may be bad, whatever the baseline does. */
          readonly limit?: number | null;
          /** @description Compares the candidate with the baseline of the same minutes. Left out: it is compared. */
          readonly compare?: boolean | null;
          /** @description Says what it would have done, and does nothing. */
          readonly dryRun?: boolean | null;
          /** @description The fewest that it has to count before a step is passed. Left out: as the roll-out says. */
          readonly minRequests?: number | null;
        } | null;
        /** @description Counts inputs that the shadow answered otherwise, or failed at. It is there wherever there is a `shadow`. */
        readonly agreement?: {
          /** @description Share of inputs that may be answered otherwise. */
          readonly limit?: number | null;
          /** @description Says what it would have done, and does nothing. */
          readonly dryRun?: boolean | null;
          /** @description The fewest that it has to count before a step is passed. Left out: as the roll-out says. */
          readonly minRequests?: number | null;
        } | null;
      } | null;
      /** @description The baseline's p99 of the hour before where it is left out. */
      readonly slowMs?: number | null;
      /** @description Requests of the candidate below which a step is not passed. */
      readonly minRequests?: number | null;
      /** @description Minutes after which a step without enough requests pauses. */
      readonly longestBakeMinutes?: number | null;
      readonly onBad?: ('rollback' | 'freeze') | null;
      /** @description Also for a version that was rolled back before. */
      readonly force?: boolean | null;
    };
    readonly NewVersion: {
      readonly files: readonly {
        /** @description The path of the file in the bundle, as `model.onnx`. */
        readonly path: string;
        readonly bytes: number;
        readonly sha256: string;
      }[];
      /** @description Moves to the version when it is READY. */
      readonly alias?: string | null;
      /** @description Instead of `alias`: it moves in steps, from when the version is READY on. */
      readonly rollout?: components['schemas']['RolloutOnReady'] | null;
      /** @description Found from the files where it is left out. */
      readonly task?:
        | (
            | 'text-classification'
            | 'token-classification'
            | 'fill-mask'
            | 'question-answering'
            | 'feature-extraction'
            | 'image-classification'
            | 'tabular-classification'
            | 'tabular-regression'
            | 'tensor'
          )
        | null;
      readonly description?: string | null;
      /** @description The path of the `.onnx` file that is served, where there are several; `model.onnx` or `onnx/model.onnx` where it is left out. */
      readonly entry?: string | null;
    };
    readonly PredictRequest:
      | {
          /** @description One question, or a list. */
          readonly question: string | readonly string[];
          /** @description The text that has the answer: one for each question, or one for all. */
          readonly context: string | readonly string[];
          /** @description Answers per question; 1 by default. */
          readonly top_k?: number | null;
        }
      | {
          readonly inputs:
            | {
                readonly question: string;
                readonly context: string;
              }
            | readonly {
                readonly question: string;
                readonly context: string;
              }[];
          readonly parameters?: {
            /** @description Answers per question; 1 by default. */
            readonly top_k?: number | null;
            /** @description The same as `top_k`, by its earlier name. */
            readonly topk?: number | null;
            /** @description Tokens that the windows of a long context share; 128 at most by default. */
            readonly doc_stride?: number | null;
            /** @description Tokens of the longest answer, before it has whole words; 15 by default. */
            readonly max_answer_len?: number | null;
            /** @description Tokens of a window with its question; 384 at most by default. */
            readonly max_seq_len?: number | null;
            /** @description Taken, and without effect: the pipeline heeds it for slow tokenizers only. */
            readonly max_question_len?: number | null;
            /** @description Whether the empty answer may be the best; not by default. */
            readonly handle_impossible_answer?: boolean | null;
            /** @description Whether an answer is widened to whole words, as by default. */
            readonly align_to_words?: boolean | null;
            /** @description Taken, and without effect on the answer. */
            readonly padding?: (boolean | ('longest' | 'max_length' | 'do_not_pad')) | null;
          } | null;
          /** @description Taken, and without effect: `use_cache`, `wait_for_model` and others of Hugging Face's API. */
          readonly options?: {
            readonly [key: string]: unknown;
          } | null;
        }
      | {
          /** @description One text, or a list; each with the tokenizer's mask (`[MASK]`) in it. */
          readonly text: string | readonly string[];
          /** @description Candidates per mask; 5 by default. */
          readonly top_k?: number | null;
          /** @description The only words that may fill the mask. */
          readonly targets?: (string | readonly string[]) | null;
        }
      | {
          readonly inputs: string | readonly string[];
          readonly parameters?: {
            /** @description Candidates per mask; 5 by default. */
            readonly top_k?: number | null;
            /** @description The only words that may fill the mask. */
            readonly targets?: (string | readonly string[]) | null;
            /** @description Parameters of the tokenizer. */
            readonly tokenizer_kwargs?: {
              /** @description Whether a text that is too long is cut; else it is refused. */
              readonly truncation?:
                | (boolean | ('longest_first' | 'only_first' | 'only_second' | 'do_not_truncate'))
                | null;
              /** @description Tokens to which a text is cut, where `truncation` says so. */
              readonly max_length?: number | null;
              /** @description Taken, and without effect on the answer. */
              readonly padding?: (boolean | ('longest' | 'max_length' | 'do_not_pad')) | null;
            } | null;
          } | null;
          /** @description Taken, and without effect: `use_cache`, `wait_for_model` and others of Hugging Face's API. */
          readonly options?: {
            readonly [key: string]: unknown;
          } | null;
        }
      | {
          /** @description One text, or a list of texts. */
          readonly text: string | readonly string[];
          /** @description How tokens become entities; `simple` joins neighbours of one kind. */
          readonly aggregation_strategy?: ('none' | 'simple' | 'first' | 'average' | 'max') | null;
        }
      | {
          readonly inputs: string | readonly string[];
          readonly parameters?: {
            /** @description How tokens become entities; `none`, the default, answers tokens. */
            readonly aggregation_strategy?:
              ('none' | 'simple' | 'first' | 'average' | 'max') | null;
            /** @description Labels that are left out of the answer; `O` by default. */
            readonly ignore_labels?: readonly string[] | null;
            /** @description Reads a long text whole, in windows that share so many tokens. */
            readonly stride?: number | null;
          } | null;
          /** @description Taken, and without effect: `use_cache`, `wait_for_model` and others of Hugging Face's API. */
          readonly options?: {
            readonly [key: string]: unknown;
          } | null;
        }
      | {
          /** @description One text, or a list of texts. */
          readonly text: string | readonly string[];
          /** @description Whether a text that is too long is cut to what the model reads (the default), or refused. */
          readonly truncation?: boolean | null;
          /** @description How many of a vector's first numbers are answered, of a model that was trained for it (Matryoshka); as the bundle's truncate_dim says by default. */
          readonly truncate_dim?: number | null;
        }
      | {
          readonly inputs: string | readonly string[];
          readonly parameters?: {
            /** @description Whether a text that is too long is cut; else it is refused. */
            readonly truncation?:
              | (boolean | ('longest_first' | 'only_first' | 'only_second' | 'do_not_truncate'))
              | null;
            /** @description Tokens to which a text is cut, where `truncation` says so. */
            readonly max_length?: number | null;
            /** @description Taken, and without effect on the answer. */
            readonly padding?: (boolean | ('longest' | 'max_length' | 'do_not_pad')) | null;
            /** @description Whether vectors have the length 1; as the bundle's modules.json says by default. */
            readonly normalize_embeddings?: boolean | null;
            /** @description Name of one of the bundle's prompts, put before every text. */
            readonly prompt_name?: string | null;
            /** @description How many of a vector's first numbers are answered, of a model that was trained for it (Matryoshka); as the bundle's truncate_dim says by default. */
            readonly truncate_dim?: number | null;
          } | null;
          /** @description Taken, and without effect: `use_cache`, `wait_for_model` and others of Hugging Face's API. */
          readonly options?: {
            readonly [key: string]: unknown;
          } | null;
        }
      | {
          /** @description One text, or a list of texts. */
          readonly text: string | readonly string[];
          /** @description The second text of each pair, for models that compare two. */
          readonly text_pair?: (string | readonly string[]) | null;
          /** @description Adds a number per class, `score:<class>`, to each record. */
          readonly scores?: boolean | null;
          /** @description Whether a text that is too long is cut to what the model reads (the default), or refused. */
          readonly truncation?: boolean | null;
        }
      | {
          readonly inputs:
            | (
                | string
                | {
                    readonly text: string;
                    readonly text_pair?: string | null;
                  }
              )
            | readonly (
                | string
                | {
                    readonly text: string;
                    readonly text_pair?: string | null;
                  }
              )[];
          readonly parameters?: {
            /** @description Labels per text, the best first; all with `null`, one by default. */
            readonly top_k?: number | null;
            /** @description What makes scores of the model's numbers, in place of what its files say. */
            readonly function_to_apply?: ('softmax' | 'sigmoid' | 'none') | null;
            /** @description Whether a text that is too long is cut; else it is refused. */
            readonly truncation?:
              | (boolean | ('longest_first' | 'only_first' | 'only_second' | 'do_not_truncate'))
              | null;
            /** @description Tokens to which a text is cut, where `truncation` says so. */
            readonly max_length?: number | null;
            /** @description Taken, and without effect on the answer. */
            readonly padding?: (boolean | ('longest' | 'max_length' | 'do_not_pad')) | null;
          } | null;
          /** @description Taken, and without effect: `use_cache`, `wait_for_model` and others of Hugging Face's API. */
          readonly options?: {
            readonly [key: string]: unknown;
          } | null;
        }
      | {
          /** @description A JPEG, PNG or WebP as base64 or data URL, or a list of them. */
          readonly image: string | readonly string[];
          /** @description Adds a number per class, `score:<class>`, to each record. */
          readonly scores?: boolean | null;
        }
      | {
          readonly inputs: string | readonly string[];
          readonly parameters?: {
            /** @description Labels per picture, the best first; 5 by default. */
            readonly top_k?: number | null;
            /** @description What makes scores of the model's numbers, in place of what its files say. */
            readonly function_to_apply?: ('softmax' | 'sigmoid' | 'none') | null;
          } | null;
          /** @description Taken, and without effect: `use_cache`, `wait_for_model` and others of Hugging Face's API. */
          readonly options?: {
            readonly [key: string]: unknown;
          } | null;
        }
      | {
          /** @description Rows of a table: an object by column name, or a list in the order of the columns. Numbers may be text; null is a missing value. */
          readonly rows: readonly (
            | {
                readonly [key: string]: unknown;
              }
            | readonly unknown[]
          )[];
          /** @description Adds a number per class, `score:<class>`, to each record. */
          readonly scores?: boolean | null;
        }
      | {
          /** @description Rows of a table: an object by column name, or a list in the order of the columns. Numbers may be text; null is a missing value. */
          readonly rows: readonly (
            | {
                readonly [key: string]: unknown;
              }
            | readonly unknown[]
          )[];
        }
      | {
          /** @description A nested list per input, by the name of the input. */
          readonly tensors: {
            readonly [key: string]: unknown;
          };
        };
    readonly RerankRequest: {
      readonly query: string;
      readonly texts: readonly string[];
      /** @description Whether a text that is too long is cut (the default), or refused. */
      readonly truncate?: boolean | null;
      readonly truncation_direction?: ('right' | 'Right') | null;
      /** @description Whether scores are the model's logits, or between 0 and 1. */
      readonly raw_scores?: boolean | null;
      /** @description Whether each text comes back beside its score. */
      readonly return_text?: boolean | null;
    };
    readonly RolloutOnReady: {
      /** @description The alias that moves. */
      readonly alias?: string | null;
      readonly strategy:
        | {
            readonly canary: {
              /** @description The candidate's share of the traffic; a list has one for each step. */
              readonly percent: number | readonly number[];
              readonly bakeMinutes: number;
            };
          }
        | {
            readonly linear: {
              readonly stepPercent: number;
              readonly bakeMinutes: number;
            };
          }
        | {
            readonly allAtOnce: {
              readonly bakeMinutes: number;
            };
          };
      /** @description A step before all others, in which the candidate gets copies of calls and answers nobody. */
      readonly shadow?: {
        /** @description The share of the answered calls that is copied, in percent. */
        readonly percent: number;
        readonly bakeMinutes: number;
        /** @description The distance between two numbers that still agree, relative where they are above 1. */
        readonly tolerance?: number | null;
      } | null;
      /** @description `errorRate` and `latency` against the baseline where it is left out. */
      readonly guards?: {
        /** @description Counts requests that failed by the fault of the service or the model. */
        readonly errorRate?: {
          /** @description Share that may be bad, whatever the baseline does. */
          readonly limit?: number | null;
          /** @description Compares the candidate with the baseline of the same minutes. Left out: it is compared. */
          readonly compare?: boolean | null;
          /** @description Says what it would have done, and does nothing. */
          readonly dryRun?: boolean | null;
          /** @description The fewest that it has to count before a step is passed. Left out: as the roll-out says. */
          readonly minRequests?: number | null;
        } | null;
        /** @description Counts answers that took longer than `slowMs`. */
        readonly latency?: {
          /** @description Share that may be bad, whatever the baseline does. */
          readonly limit?: number | null;
          /** @description Compares the candidate with the baseline of the same minutes. Left out: it is compared. */
          readonly compare?: boolean | null;
          /** @description Says what it would have done, and does nothing. */
          readonly dryRun?: boolean | null;
          /** @description The fewest that it has to count before a step is passed. Left out: as the roll-out says. */
          readonly minRequests?: number | null;
        } | null;
        /** @description Counts truths that contradict their answers. */
        readonly accuracy?: {
          /** @description Share that may be bad, whatever the baseline does. */
          readonly limit?: number | null;
          /** @description Compares the candidate with the baseline of the same minutes. Left out: it is compared. */
          readonly compare?: boolean | null;
          /** @description Says what it would have done, and does nothing. */
          readonly dryRun?: boolean | null;
          /** @description The fewest that it has to count before a step is passed. Left out: as the roll-out says. */
          readonly minRequests?: number | null;
        } | null;
        /** @description Counts answers by label and by range of values: whether one is given more often than by the baseline. Its `limit` is by how much its share may be above what it was in the baseline's own answers before, as 0.05 for 5 points of 100. */
        readonly drift?: {
          /** @description Share that may be bad, whatever the baseline does. */
          readonly limit?: number | null;
          /** @description Compares the candidate with the baseline of the same minutes. Left out: it is compared. */
          readonly compare?: boolean | null;
          /** @description Says what it would have done, and does nothing. */
          readonly dryRun?: boolean | null;
          /** @description The fewest that it has to count before a step is passed. Left out: as the roll-out says. */
          readonly minRequests?: number | null;
        } | null;
        /** @description Counts inputs that the shadow answered otherwise, or failed at. It is there wherever there is a `shadow`. */
        readonly agreement?: {
          /** @description Share of inputs that may be answered otherwise. */
          readonly limit?: number | null;
          /** @description Says what it would have done, and does nothing. */
          readonly dryRun?: boolean | null;
          /** @description The fewest that it has to count before a step is passed. Left out: as the roll-out says. */
          readonly minRequests?: number | null;
        } | null;
      } | null;
      /** @description The baseline's p99 of the hour before where it is left out. */
      readonly slowMs?: number | null;
      /** @description Requests of the candidate below which a step is not passed. */
      readonly minRequests?: number | null;
      /** @description Minutes after which a step without enough requests pauses. */
      readonly longestBakeMinutes?: number | null;
      readonly onBad?: ('rollback' | 'freeze') | null;
    };
    readonly UploadForm: {
      /** @description Name of the model; the configured default where it is left out. */
      readonly name?: string;
      /**
       * @description Moves to the version when it is READY.
       * @default live
       */
      readonly alias: string;
      /** @description Instead of `alias`, as JSON: what `rollout` is in `POST /models/{model}/versions`. */
      readonly rollout?: string;
      /** @enum {string} */
      readonly task?:
        | 'text-classification'
        | 'token-classification'
        | 'fill-mask'
        | 'question-answering'
        | 'feature-extraction'
        | 'image-classification'
        | 'tabular-classification'
        | 'tabular-regression'
        | 'tensor';
      readonly description?: string;
      /** @description The path of the `.onnx` file that is served, where there are several; `model.onnx` or `onnx/model.onnx` where it is left out. */
      readonly entry?: string;
      /** @description The model, or every file of its bundle under its path in it. */
      readonly model: readonly string[];
    };
    readonly TextClassificationRecord: {
      readonly label: string | number | null;
      /** @description The score of the label that is answered. */
      readonly score?: number | null;
    } & {
      readonly [key: string]: number | null;
    };
    readonly TokenClassificationRecord: {
      readonly label: string | number | null;
      /** @description The score of the label that is answered. */
      readonly score: number | null;
      /** @description In Unicode code points. */
      readonly start: number | null;
      readonly end: number | null;
      /** @description The index of its input, from 0 on. */
      readonly input: number;
    };
    readonly FillMaskRecord: {
      readonly label: string;
      /** @description The score of the label that is answered. */
      readonly score: number | null;
      readonly token: number;
      /** @description The index of the mask that it fills, from 0 on. */
      readonly mask: number;
      /** @description The index of its input, from 0 on. */
      readonly input: number;
    };
    readonly QuestionAnsweringRecord: {
      readonly label: string;
      /** @description The score of the label that is answered. */
      readonly score: number | null;
      /** @description In Unicode code points. */
      readonly start: number | null;
      readonly end: number | null;
      /** @description The index of its input, from 0 on. */
      readonly input: number;
    };
    readonly FeatureExtractionRecord: {
      readonly embedding: readonly (number | null)[];
    };
    readonly ImageClassificationRecord: {
      readonly label: string | number | null;
      /** @description The score of the label that is answered. */
      readonly score?: number | null;
    } & {
      readonly [key: string]: number | null;
    };
    readonly TabularClassificationRecord: {
      readonly label: string | number | null;
      /** @description The score of the label that is answered. */
      readonly score?: number | null;
    } & {
      readonly [key: string]: string | number | boolean | null;
    };
    readonly TabularRegressionRecord: {
      readonly value?: number | null;
    } & {
      readonly [key: string]: string | number | boolean | null;
    };
    readonly TensorRecord: {
      readonly [key: string]: string | number | boolean | null;
    };
    readonly Access: {
      readonly model: string;
      /** @description True if only those below may call it. */
      readonly restricted: boolean;
      readonly callers: {
        readonly [key: string]: {
          readonly perDay?: number;
          /** @description Calls since midnight, UTC, of a caller with a quota, as the metrics have them. */
          readonly usedToday?: number;
          /** @description True if every instance refuses the rest of the day. */
          readonly spent?: boolean;
        };
      };
      /** Format: date-time */
      readonly updatedAt?: string;
    };
    readonly Drift: {
      readonly model: string;
      readonly version: number;
      /** @description null until there are enough inputs for one. */
      readonly baseline: {
        /** Format: date-time */
        readonly from: string;
        /** Format: date-time */
        readonly to: string;
        readonly inputs: number;
      } | null;
      /** @description null where there are too few inputs to compare. */
      readonly current: {
        /** Format: date-time */
        readonly from: string;
        /** Format: date-time */
        readonly to: string;
        readonly inputs: number;
      } | null;
      /** @description The drift of the feature that has moved most. */
      readonly drift: number | null;
      readonly features: readonly {
        readonly name: string;
        /** @description The index over the threshold: above 1 it is more than chance. */
        readonly drift: number;
        /** @description Population stability index. */
        readonly index: number;
        /** @description Its mean where nothing has changed. */
        readonly expected: number;
        readonly threshold: number;
        readonly bins: readonly {
          /** @description A label, or where numbers begin. */
          readonly name: string;
          readonly baseline: number;
          readonly current: number;
        }[];
      }[];
    };
    readonly Embeddings: {
      /** @constant */
      readonly object: 'list';
      readonly model: string;
      readonly data: readonly {
        /** @constant */
        readonly object: 'embedding';
        readonly index: number;
        readonly embedding: readonly number[] | string;
      }[];
      readonly usage: {
        readonly prompt_tokens: number;
        readonly total_tokens: number;
      };
    };
    readonly Error: {
      /** @description A sentence that says what was wrong, the value got, and what to do. */
      readonly error: string;
      /** @enum {string} */
      readonly code:
        | 'INVALID_REQUEST'
        | 'INVALID_TENSOR'
        | 'UNAUTHORIZED'
        | 'FORBIDDEN'
        | 'ROUTE_NOT_FOUND'
        | 'MODEL_NOT_FOUND'
        | 'VERSION_NOT_FOUND'
        | 'ALIAS_NOT_FOUND'
        | 'METHOD_NOT_ALLOWED'
        | 'CONFLICT'
        | 'VERSION_NOT_READY'
        | 'UPLOAD_INCOMPLETE'
        | 'PRECONDITION_FAILED'
        | 'PAYLOAD_TOO_LARGE'
        | 'UNSUPPORTED_MEDIA_TYPE'
        | 'MODEL_REJECTED'
        | 'MODEL_REFUSED_INPUT'
        | 'NOT_SUPPORTED'
        | 'THROTTLED'
        | 'QUOTA_EXCEEDED'
        | 'CALLER_LEFT'
        | 'INTERNAL'
        | 'FUNCTION_FAILED'
        | 'FUNCTION_UNAVAILABLE'
        | 'LOADING_FAILED'
        | 'STORE_UNAVAILABLE'
        | 'RUN_FAILED'
        | 'OUT_OF_MEMORY'
        | 'OVER_CAPACITY'
        | 'TIMEOUT'
        | 'MEMORY_LIMIT'
        | 'PROCESS_DIED';
      readonly requestId: string;
    };
    readonly Feedback: {
      readonly truths: readonly {
        /** @description As captures and log lines have it: the first part of the id. */
        readonly predictionId: string;
        /** @description The index of the input in the call. */
        readonly index: number;
        readonly version: number;
        /** Format: date-time */
        readonly predictedAt: string;
        /** Format: date-time */
        readonly sentAt: string;
        /** @description The name of the label or value, where there are several. */
        readonly name?: string;
        readonly predicted: string | number;
        readonly truth: string | number;
        readonly score?: number;
      }[];
      readonly next?: string;
    };
    readonly HuggingFaceAnswer:
      | readonly (readonly {
          readonly label: string;
          readonly score: number | null;
        }[])[]
      | (
          | readonly {
              /** @description The label of joined tokens. */
              readonly entity_group?: string;
              /** @description The label of a token alone. */
              readonly entity?: string;
              readonly score: number | null;
              readonly word: string | null;
              readonly start: number | null;
              readonly end: number | null;
              readonly index?: number;
            }[]
          | readonly (readonly {
              /** @description The label of joined tokens. */
              readonly entity_group?: string;
              /** @description The label of a token alone. */
              readonly entity?: string;
              readonly score: number | null;
              readonly word: string | null;
              readonly start: number | null;
              readonly end: number | null;
              readonly index?: number;
            }[])[]
        )
      | (
          | readonly {
              readonly score: number | null;
              readonly token: number;
              readonly token_str: string;
              readonly sequence?: string;
            }[]
          | readonly (
              | readonly {
                  readonly score: number | null;
                  readonly token: number;
                  readonly token_str: string;
                  readonly sequence?: string;
                }[]
              | readonly (readonly {
                  readonly score: number | null;
                  readonly token: number;
                  readonly token_str: string;
                  readonly sequence?: string;
                }[])[]
            )[]
        )
      | (
          | (
              | {
                  readonly score: number | null;
                  readonly answer: string | null;
                  readonly start: number | null;
                  readonly end: number | null;
                }
              | readonly {
                  readonly score: number | null;
                  readonly answer: string | null;
                  readonly start: number | null;
                  readonly end: number | null;
                }[]
            )
          | readonly (
              | {
                  readonly score: number | null;
                  readonly answer: string | null;
                  readonly start: number | null;
                  readonly end: number | null;
                }
              | readonly {
                  readonly score: number | null;
                  readonly answer: string | null;
                  readonly start: number | null;
                  readonly end: number | null;
                }[]
            )[]
        )
      | (readonly (number | null)[] | readonly (readonly (number | null)[])[])
      | (
          | readonly {
              readonly label: string;
              readonly score: number | null;
            }[]
          | readonly (readonly {
              readonly label: string;
              readonly score: number | null;
            }[])[]
        )
      | readonly (
          | (string | number | boolean | null)
          | {
              readonly [key: string]: string | number | boolean | null;
            }
        )[]
      | readonly (
          | (string | number | boolean | null)
          | {
              readonly [key: string]: string | number | boolean | null;
            }
        )[]
      | readonly unknown[];
    readonly InferResponse: {
      readonly model_name: string;
      readonly model_version: string;
      readonly id?: string;
      readonly outputs: readonly {
        readonly name: string;
        /** @enum {string} */
        readonly datatype:
          | 'BOOL'
          | 'UINT8'
          | 'UINT16'
          | 'UINT32'
          | 'UINT64'
          | 'INT8'
          | 'INT16'
          | 'INT32'
          | 'INT64'
          | 'FP16'
          | 'FP32'
          | 'FP64'
          | 'BYTES';
        readonly shape: readonly number[];
        readonly parameters?: {
          readonly [key: string]: string | number | boolean;
        };
        readonly data?: readonly (number | string | boolean | null)[];
      }[];
    };
    readonly Metrics: {
      readonly predictions: number;
      /** @description Milliseconds; null where nothing was measured. */
      readonly latencyMs: {
        readonly average: number | null;
        readonly p50: number | null;
        readonly p95: number | null;
        readonly p99: number | null;
      };
      /** @description Milliseconds; null where nothing was measured. */
      readonly inferenceMs: {
        readonly average: number | null;
        readonly p50: number | null;
        readonly p95: number | null;
        readonly p99: number | null;
      };
      /** @description Milliseconds; null where nothing was measured. */
      readonly loadMs: {
        readonly average: number | null;
        readonly p50: number | null;
        readonly p95: number | null;
        readonly p99: number | null;
      };
      readonly coldStarts: number;
      readonly model: string;
      /** Format: date-time */
      readonly from: string;
      /** Format: date-time */
      readonly to: string;
      /** @description With `stages=true`, where the time goes: `cold` where a prediction waited until its model was loaded. Stages that did not happen are left out. */
      readonly stages?: readonly {
        readonly average: number | null;
        readonly p50: number | null;
        readonly p95: number | null;
        readonly p99: number | null;
        /** @enum {string} */
        readonly stage:
          'decode' | 'download' | 'create' | 'queue' | 'inference' | 'encode' | 'total';
        /** @enum {string} */
        readonly start: 'cold' | 'warm';
      }[];
      /** @description The service's or the model's own fault. */
      readonly errors: {
        readonly total: number;
        readonly byType: {
          readonly [key: string]: number;
        };
      };
      /** @description The callers' fault. */
      readonly clientErrors: {
        readonly total: number;
        readonly byType: {
          readonly [key: string]: number;
        };
      };
      /** @description Those that were called. */
      readonly versions: readonly {
        readonly predictions: number;
        /** @description Milliseconds; null where nothing was measured. */
        readonly latencyMs: {
          readonly average: number | null;
          readonly p50: number | null;
          readonly p95: number | null;
          readonly p99: number | null;
        };
        /** @description Milliseconds; null where nothing was measured. */
        readonly inferenceMs: {
          readonly average: number | null;
          readonly p50: number | null;
          readonly p95: number | null;
          readonly p99: number | null;
        };
        /** @description Milliseconds; null where nothing was measured. */
        readonly loadMs: {
          readonly average: number | null;
          readonly p50: number | null;
          readonly p95: number | null;
          readonly p99: number | null;
        };
        readonly coldStarts: number;
        readonly version: number;
        readonly errors: number;
        readonly clientErrors: number;
        /** @description The share that is right as far as the scores tell, with its 95 % interval, where truths come late or never; null where too few of the last 30 days are known. Never part of `accuracy`. */
        readonly estimatedAccuracy: {
          readonly accuracy: number;
          readonly from: number;
          readonly to: number;
          /** @description Answers whose scores were counted. */
          readonly predictions: number;
          /** @description Answers whose truth says what a score is worth. */
          readonly truths: number;
        } | null;
      }[];
      /** @description Versions that got copies of calls, and answered nobody. */
      readonly shadows: readonly {
        readonly version: number;
        /** @description Copies of calls that it ran. */
        readonly copies: number;
        /** @description Copies that were too large, or too many. */
        readonly skipped: number;
        /** @description Copies that it failed at, though their calls were answered. */
        readonly errors: number;
        /** @description Loading aside. */
        readonly latencyMs: {
          readonly p50: number | null;
          readonly p99: number | null;
        };
        /** @description Inputs whose answers were compared. */
        readonly compared: number;
        /** @description The share of them of which it said what was answered. */
        readonly agreement: number | null;
      }[];
      /** @description Answers beside the truths that were sent for them. */
      readonly accuracy: {
        /** @description Predictions whose truth has come. */
        readonly truths: number;
        /** @description The share that was right, all labels of a prediction together. */
        readonly accuracy: number | null;
        readonly labels: readonly {
          /** @description The name of the label, where a prediction has several. */
          readonly name?: string;
          readonly label: string;
          readonly truths: number;
          readonly predicted: number;
          readonly correct: number;
          readonly precision: number | null;
          readonly recall: number | null;
          readonly f1: number | null;
        }[];
        readonly confusion: readonly {
          /** @description The name of the label, where a prediction has several. */
          readonly name?: string;
          readonly truth: string;
          readonly predicted: string;
          readonly count: number;
        }[];
        /** @description The share that the scores promise beside the share that was right, in ten bins. */
        readonly calibration: readonly {
          readonly from: number;
          readonly to: number;
          readonly predictions: number;
          readonly expected: number | null;
          readonly seen: number | null;
        }[];
        readonly values: readonly {
          readonly name: string;
          readonly truths: number;
          readonly meanAbsoluteError: number;
          readonly meanSquaredError: number;
        }[];
        /** @description True if all truths of the period were read. */
        readonly isWhole: boolean;
        readonly versions: readonly {
          /** @description Predictions whose truth has come. */
          readonly truths: number;
          /** @description The share that was right, all labels of a prediction together. */
          readonly accuracy: number | null;
          readonly labels: readonly {
            /** @description The name of the label, where a prediction has several. */
            readonly name?: string;
            readonly label: string;
            readonly truths: number;
            readonly predicted: number;
            readonly correct: number;
            readonly precision: number | null;
            readonly recall: number | null;
            readonly f1: number | null;
          }[];
          readonly confusion: readonly {
            /** @description The name of the label, where a prediction has several. */
            readonly name?: string;
            readonly truth: string;
            readonly predicted: string;
            readonly count: number;
          }[];
          /** @description The share that the scores promise beside the share that was right, in ten bins. */
          readonly calibration: readonly {
            readonly from: number;
            readonly to: number;
            readonly predictions: number;
            readonly expected: number | null;
            readonly seen: number | null;
          }[];
          readonly values: readonly {
            readonly name: string;
            readonly truths: number;
            readonly meanAbsoluteError: number;
            readonly meanSquaredError: number;
          }[];
          readonly version: number;
        }[];
      };
      /** @description The share that is right as far as the scores tell, with its 95 % interval, where truths come late or never; null where too few of the last 30 days are known. Never part of `accuracy`. */
      readonly estimatedAccuracy: {
        readonly accuracy: number;
        readonly from: number;
        readonly to: number;
        /** @description Answers whose scores were counted. */
        readonly predictions: number;
        /** @description Answers whose truth says what a score is worth. */
        readonly truths: number;
      } | null;
    };
    readonly Model: {
      readonly model: string;
      /** Format: date-time */
      readonly createdAt: string;
      readonly aliases: {
        readonly [key: string]: {
          readonly routes: readonly {
            readonly version: number;
            readonly weight: number;
          }[];
          /** @description Gets copies of its calls, and answers nobody. */
          readonly shadow?: {
            readonly version: number;
            readonly percent: number;
            readonly tolerance: number;
          };
          readonly notes?: readonly string[];
          /** Format: date-time */
          readonly updatedAt: string;
        };
      };
      readonly settings?: {
        readonly timeoutSeconds?: number;
        readonly latencyP99Ms?: number;
        readonly errorRatePercent?: number;
        readonly minAccuracyPercent?: number;
        readonly maxDrift?: number;
        readonly runbookUrl?: string;
        readonly capture?: {
          readonly percent: number;
          readonly redact?: readonly string[];
          readonly inputs?: boolean;
          readonly outputs?: boolean;
        };
      };
    };
    readonly ModelMetadata: {
      readonly name: string;
      /** @description Those that can be called. */
      readonly versions: readonly string[];
      /** @constant */
      readonly platform: 'onnx_onnxv1';
      readonly inputs: readonly components['schemas']['Tensor'][];
      readonly outputs: readonly components['schemas']['Tensor'][];
    };
    readonly OpenAiError: {
      readonly error: {
        readonly message: string;
        readonly type: string;
        readonly param: string | null;
        readonly code: string;
      };
    };
    readonly OpenAiModel: {
      readonly id: string;
      /** @constant */
      readonly object: 'model';
      /** @description Seconds since 1970. */
      readonly created: number;
      readonly owned_by: string;
    };
    readonly PredictAnswer:
      | readonly (
          | components['schemas']['ImageClassificationRecord']
          | components['schemas']['TokenClassificationRecord']
          | components['schemas']['FillMaskRecord']
          | components['schemas']['QuestionAnsweringRecord']
          | components['schemas']['FeatureExtractionRecord']
          | components['schemas']['ImageClassificationRecord']
          | components['schemas']['TabularClassificationRecord']
          | components['schemas']['TabularRegressionRecord']
          | components['schemas']['TensorRecord']
        )[]
      | (
          | readonly unknown[]
          | {
              readonly [key: string]: unknown;
            }
        );
    readonly Predictions: {
      /** @description One per instance. */
      readonly predictions: readonly unknown[];
    };
    /** @description The best first. */
    readonly Ranks: readonly {
      /** @description Of the text in the request. */
      readonly index: number;
      readonly score: number;
      readonly text?: string;
    }[];
    readonly ReadyModel: {
      readonly id: string;
      /** @constant */
      readonly object: 'model';
      /** @description Seconds since 1970. */
      readonly created: number;
      readonly owned_by: string;
      readonly name: string;
      /** @constant */
      readonly ready: true;
    };
    readonly Rollout: {
      readonly id: string;
      readonly baseline: number;
      readonly candidate: number;
      /** @enum {string} */
      readonly state: 'BAKING' | 'PAUSED' | 'FROZEN' | 'PROMOTED' | 'ROLLED_BACK' | 'ABORTED';
      readonly reason: string;
      readonly percent: number;
      /** Format: date-time */
      readonly startedAt: string;
      /** Format: date-time */
      readonly countedUntil: string;
      /** Format: date-time */
      readonly endedAt?: string;
      readonly slowMs?: number;
      readonly minRequests: number;
      readonly longestBakeMinutes: number;
      /** @enum {string} */
      readonly onBad: 'rollback' | 'freeze';
      readonly steps: readonly {
        readonly percent: number;
        readonly bakeMinutes?: number;
        /** @description Copies that the candidate gets in it; it answers nobody then. */
        readonly shadow?: {
          readonly percent: number;
          readonly tolerance: number;
        };
        /** @enum {string} */
        readonly state: 'PASSED' | 'CURRENT' | 'AHEAD';
        /** Format: date-time */
        readonly startedAt?: string;
        /** Format: date-time */
        readonly endedAt?: string;
        /** @description Requests of the candidate; copies where it is the shadow. */
        readonly requests?: number;
        readonly verdicts?: readonly {
          /** @enum {string} */
          readonly guard: 'errorRate' | 'latency' | 'accuracy' | 'drift' | 'agreement';
          /** @enum {string} */
          readonly verdict: 'GOOD' | 'BAD' | 'INCONCLUSIVE';
          readonly n: number;
          readonly estimate: number;
          readonly interval: readonly number[];
          readonly baselineEstimate: number | null;
          readonly evidence: number;
          readonly enough: number;
          readonly why: string;
          readonly dryRun: boolean;
        }[];
      }[];
    };
    readonly Statistics: {
      readonly model_stats: readonly {
        readonly name: string;
        readonly version: string;
        /** @description Milliseconds since 1970. */
        readonly last_inference: number;
        readonly inference_count: number;
        readonly execution_count: number;
        readonly inference_stats: {
          readonly success: {
            readonly count: number;
            readonly ns: number;
          };
          readonly fail: {
            readonly count: number;
            readonly ns: number;
          };
          readonly queue: {
            readonly count: number;
            readonly ns: number;
          };
          readonly compute_input: {
            readonly count: number;
            readonly ns: number;
          };
          readonly compute_infer: {
            readonly count: number;
            readonly ns: number;
          };
          readonly compute_output: {
            readonly count: number;
            readonly ns: number;
          };
          readonly cache_hit: {
            readonly count: number;
            readonly ns: number;
          };
          readonly cache_miss: {
            readonly count: number;
            readonly ns: number;
          };
        };
        readonly batch_stats: readonly unknown[];
      }[];
    };
    readonly Tensor: {
      readonly name: string;
      /** @enum {string} */
      readonly datatype:
        | 'BOOL'
        | 'UINT8'
        | 'UINT16'
        | 'UINT32'
        | 'UINT64'
        | 'INT8'
        | 'INT16'
        | 'INT32'
        | 'INT64'
        | 'FP16'
        | 'FP32'
        | 'FP64'
        | 'BYTES';
      /** @description -1 is a free dimension; [-1] also stands for the shape that a model does not declare, where any is taken. */
      readonly shape: readonly number[];
    };
    readonly Upload: {
      readonly model: string;
      readonly version: number;
      /** @enum {string} */
      readonly status: 'PENDING_UPLOAD' | 'VALIDATING' | 'READY' | 'REJECTED' | 'DELETED';
      /** @description One for each file that is not there yet. */
      readonly uploads: readonly (
        | {
            readonly path: string;
            /** @constant */
            readonly method: 'PUT';
            /** Format: date-time */
            readonly expiresAt: string;
            /** Format: uri */
            readonly url: string;
            /** @description To be sent exactly so. */
            readonly headers: {
              readonly [key: string]: string;
            };
          }
        | {
            readonly path: string;
            /** @constant */
            readonly method: 'PUT';
            /** Format: date-time */
            readonly expiresAt: string;
            /** @description To be sent one by one or at the same time, in any order, each with its exact size. */
            readonly parts: readonly {
              readonly partNumber: number;
              /** @description The first byte of the part in the file. */
              readonly offset: number;
              readonly bytes: number;
              /** Format: uri */
              readonly url: string;
            }[];
          }
      )[];
    };
    readonly Version: {
      readonly model: string;
      readonly version: number;
      /** @enum {string} */
      readonly status: 'PENDING_UPLOAD' | 'VALIDATING' | 'READY' | 'REJECTED' | 'DELETED';
      /** Format: date-time */
      readonly createdAt: string;
      /** Format: date-time */
      readonly updatedAt: string;
      /** @description The aliases that send traffic to it now. */
      readonly aliases: readonly string[];
      /** @description The alias that moves to it when it is READY, as asked for at upload. */
      readonly alias?: string;
      /** @description The roll-out that moves an alias to it in steps, as asked for at upload. */
      readonly rollout?: {
        readonly alias: string;
        /**
         * @description `WAITING` until the version is READY.
         * @enum {string}
         */
        readonly state: 'WAITING' | 'STARTED' | 'NOT_STARTED';
        /** @description The id of the roll-out that began. */
        readonly id?: string;
        /** @description Why none began. */
        readonly reason?: string;
      };
      readonly description?: string;
      /** @description The size of all its files. */
      readonly bytes: number;
      readonly files: readonly {
        readonly path: string;
        readonly bytes: number;
        readonly sha256: string;
      }[];
      /**
       * @description The task that a READY version serves; before, the one asked for.
       * @enum {string}
       */
      readonly task?:
        | 'text-classification'
        | 'token-classification'
        | 'fill-mask'
        | 'question-answering'
        | 'feature-extraction'
        | 'image-classification'
        | 'tabular-classification'
        | 'tabular-regression'
        | 'tensor';
      readonly labels?: readonly (string | number)[];
      /** @description The number of its labels, where they are too many to be shown. */
      readonly labelCount?: number;
      /** @description The file of its bundle that its model was converted from at upload. */
      readonly convertedFrom?: {
        readonly path: string;
        /** @enum {string} */
        readonly format: 'xgboost-json' | 'xgboost-ubj' | 'lightgbm-text';
        /** @description The release of the framework that wrote it, as the file says. */
        readonly release: string;
        readonly booster: string;
        readonly objective: string;
        /** @description That answer. */
        readonly trees: number;
      };
      /** @description The headline of the report `parity.json` that `maas-convert` put into the bundle: how far its answers are from the original's. */
      readonly parity?: {
        readonly framework: string;
        /** @description The recipe of its conversion or quantization. */
        readonly recipe: string;
        readonly equal: boolean;
        /** @description Rows that both models were asked. */
        readonly rows: number;
        /** @description Labels that are others than the original answers. */
        readonly flipped?: number;
        /** @description Labels that were compared; absent where the model answers numbers. */
        readonly labels?: number;
        /** @description Relative where a number is above 1. */
        readonly tolerance: number;
        /** @description The greatest difference of all outputs. */
        readonly greatest: number | null;
      };
      /**
       * @description Its answers depend on what else is in a run, so inputs are run one by one.
       * @constant
       */
      readonly runsAlone?: true;
      /** @description Sentences on how it is served, where that may be unexpected. */
      readonly notes?: readonly string[];
      /** @description The function from the model's numbers to scores. */
      readonly scoring?: {
        /**
         * @description The function that the service applies; `none` where the numbers are scores already, `exp` to logarithms.
         * @enum {string}
         */
        readonly functionToApply: 'softmax' | 'sigmoid' | 'none' | 'exp';
        /**
         * @description The last operators of the model itself, where they make probabilities.
         * @enum {string}
         */
        readonly graphEndsIn?: 'softmax' | 'sigmoid' | 'log-softmax' | 'log-sigmoid';
      };
      /**
       * @description Its model is served as it was optimised ahead: it opens faster, to the same bits.
       * @constant
       */
      readonly isOptimized?: true;
      readonly signature?: {
        readonly inputs: readonly {
          readonly name: string;
          /** @enum {string} */
          readonly datatype:
            | 'BOOL'
            | 'UINT8'
            | 'UINT16'
            | 'UINT32'
            | 'UINT64'
            | 'INT8'
            | 'INT16'
            | 'INT32'
            | 'INT64'
            | 'FP16'
            | 'FP32'
            | 'FP64'
            | 'BYTES';
          /** @description -1 is a free dimension. */
          readonly shape: readonly number[];
          /**
           * @description The model declares no shape: any is taken.
           * @constant
           */
          readonly anyShape?: true;
        }[];
        readonly outputs: readonly {
          readonly name: string;
          /** @enum {string} */
          readonly datatype:
            | 'BOOL'
            | 'UINT8'
            | 'UINT16'
            | 'UINT32'
            | 'UINT64'
            | 'INT8'
            | 'INT16'
            | 'INT32'
            | 'INT64'
            | 'FP16'
            | 'FP32'
            | 'FP64'
            | 'BYTES';
          /** @description -1 is a free dimension. */
          readonly shape: readonly number[];
          /**
           * @description The model declares no shape: any is taken.
           * @constant
           */
          readonly anyShape?: true;
        }[];
      };
      readonly rejection?: {
        /** @enum {string} */
        readonly code:
          | 'EMPTY_FILE'
          | 'UPLOAD_MISSING'
          | 'SIZE_MISMATCH'
          | 'CHECKSUM_MISMATCH'
          | 'NO_MODEL_FILE'
          | 'INVALID_PATH'
          | 'TOO_LARGE'
          | 'NOT_ONNX'
          | 'NOT_CONVERTIBLE'
          | 'INVALID_TEXT'
          | 'UNSUPPORTED_IR_VERSION'
          | 'UNSUPPORTED_OPSET'
          | 'UNKNOWN_OPERATOR'
          | 'UNSUPPORTED_TYPE'
          | 'EXTERNAL_DATA_OUTSIDE_BUNDLE'
          | 'EXTERNAL_DATA_MISSING'
          | 'TENSOR_EXCEEDS_FILE'
          | 'TASK_MISMATCH'
          | 'LOAD_FAILED'
          | 'TIME_LIMIT'
          | 'MEMORY_LIMIT'
          | 'PROCESS_DIED'
          | 'SAMPLES_INVALID'
          | 'SAMPLES_DIFFER'
          | 'VALIDATION_GAVE_UP'
          | 'RECORD_UNREADABLE';
        readonly message: string;
      };
      /** @description The time and the memory that loading it and running it once took at validation. */
      readonly validation?: {
        readonly loadMs: number;
        readonly runMs?: number;
        readonly peakMemoryBytes: number;
        readonly samplesPassed: number;
        /** @description What opening its model took: as it came, and optimised ahead. */
        readonly openings?: {
          readonly plain: {
            readonly createMs: number;
            readonly firstRunMs?: number;
            /** @description Of later runs. */
            readonly runMs?: number;
          };
          readonly optimized: {
            readonly createMs: number;
            readonly firstRunMs?: number;
            /** @description Of later runs. */
            readonly runMs?: number;
          };
          /** @description With two threads a run, where a run is long. */
          readonly parallel?: {
            readonly createMs: number;
            readonly firstRunMs?: number;
            /** @description Of later runs. */
            readonly runMs?: number;
          };
        };
        readonly notes: readonly string[];
      };
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export interface operations {
  readonly upload: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'multipart/form-data': components['schemas']['UploadForm'];
      };
    };
    readonly responses: {
      /** @description The version is READY. */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Version'];
        };
      };
      /** @description It is still being validated; GET its Location. */
      readonly 202: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Version'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly listModels: {
    readonly parameters: {
      readonly query?: {
        readonly limit?: string;
        readonly after?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description One page of them, by name. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly models: readonly components['schemas']['Model'][];
            readonly next?: string;
          };
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly getModel: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The model; its ETag is for If-Match. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Model'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly deleteModel: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description It is gone. */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly listVersions: {
    readonly parameters: {
      readonly query?: {
        readonly limit?: string;
        readonly after?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description One page of them, the newest first. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly versions: readonly components['schemas']['Version'][];
            readonly next?: string;
          };
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly createVersion: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "files": [
         *         {
         *           "path": "model.onnx",
         *           "bytes": 0,
         *           "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
         *         }
         *       ],
         *       "description": "An example that is never completed."
         *     }
         */
        readonly 'application/json': components['schemas']['NewVersion'];
      };
    };
    readonly responses: {
      /** @description Its number and its addresses. */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Upload'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly getVersion: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
        readonly version: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The version. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Version'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly deleteVersion: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
        readonly version: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description It is gone; its number is not used again. */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly renewUploads: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
        readonly version: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Those that are left. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Upload'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly completeVersion: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
        readonly version: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description It is being validated. */
      readonly 202: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Version'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly putSettings: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The ETag that the model had when it was read: refused with 412 if it was changed since. */
        readonly 'If-Match'?: string;
      };
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "timeoutSeconds": 10,
         *       "errorRatePercent": 2
         *     }
         */
        readonly 'application/json': {
          /** @description The time that one prediction may run, within the time of the function. Left out: as the service says. */
          readonly timeoutSeconds?: number | null;
          /** @description Milliseconds that the slowest 1 % of answers may take; the model has an alarm of its own then. Left out: the alarm of all models. */
          readonly latencyP99Ms?: number | null;
          /** @description Predictions in percent that may fail by the fault of the service or the model; an alarm of its own. Left out: the alarm of all models. */
          readonly errorRatePercent?: number | null;
          /** @description Answers in percent that have to agree with the truth sent for them; an alarm of its own. Left out: no alarm. */
          readonly minAccuracyPercent?: number | null;
          /** @description Population stability index from the baseline that is well even where it is more than chance, as 0.1. Left out: whatever is more than chance rings. */
          readonly maxDrift?: number | null;
          /** @description The page that tells those who get the model's alarms what to do. Left out: this service's runbook. */
          readonly runbookUrl?: string | null;
          /** @description The share and the parts of its predictions that are kept as lines of JSON. Left out: as the service says, which is nothing unless it was deployed so. */
          readonly capture?: {
            /** @description Predictions in percent that are kept; 0 keeps none. */
            readonly percent: number;
            /** @description Names of fields and columns, whatever their case, whose values are never written; what the service redacts comes on top. */
            readonly redact?: readonly string[] | null;
            /** @description True keeps inputs. Left out: they are kept. */
            readonly inputs?: boolean | null;
            /** @description True keeps outputs. Left out: they are kept. */
            readonly outputs?: boolean | null;
          } | null;
        };
      };
    };
    readonly responses: {
      /** @description The model as it is now. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Model'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly putAlias: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The ETag that the model had when it was read: refused with 412 if it was changed since. */
        readonly 'If-Match'?: string;
      };
      readonly path: {
        readonly model: string;
        readonly alias: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "version": 1
         *     }
         */
        readonly 'application/json': components['schemas']['AliasChange'];
      };
    };
    readonly responses: {
      /** @description The model as it is now. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Model'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly deleteAlias: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The ETag that the model had when it was read: refused with 412 if it was changed since. */
        readonly 'If-Match'?: string;
      };
      readonly path: {
        readonly model: string;
        readonly alias: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description It is gone. */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly getAccess: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Its callers; the ETag is for If-Match. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Access'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly putAccess: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The ETag that the model had when it was read: refused with 412 if it was changed since. */
        readonly 'If-Match'?: string;
      };
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "callers": {
         *         "*": {
         *           "perDay": 100000
         *         }
         *       }
         *     }
         */
        readonly 'application/json': components['schemas']['AccessChange'];
      };
    };
    readonly responses: {
      /** @description Its callers as they are now. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Access'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly deleteAccess: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The ETag that the model had when it was read: refused with 412 if it was changed since. */
        readonly 'If-Match'?: string;
      };
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description It is open. */
      readonly 204: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly listRollouts: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
        readonly alias: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The newest 100. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly rollouts: readonly components['schemas']['Rollout'][];
          };
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly startRollout: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
        readonly alias: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['NewRollout'];
      };
    };
    readonly responses: {
      /** @description The roll-out; GET its Location. */
      readonly 201: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Rollout'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly getRollout: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
        readonly alias: string;
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The roll-out. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Rollout'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly promoteRollout: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
        readonly alias: string;
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description It is PROMOTED. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Rollout'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly abortRollout: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
        readonly alias: string;
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description It is ABORTED. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Rollout'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly continueRollout: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
        readonly alias: string;
        readonly id: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description It is BAKING. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Rollout'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly getMetrics: {
    readonly parameters: {
      readonly query?: {
        readonly period?: string;
        readonly from?: string;
        readonly accuracyBy?: 'feedback' | 'prediction';
        readonly stages?: 'true' | 'false';
        readonly to?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Over the period. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Metrics'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly getDrift: {
    readonly parameters: {
      readonly query?: {
        readonly version?: string;
        readonly period?: string;
        readonly from?: string;
        readonly to?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The feature that has moved most comes first. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Drift'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly putBaseline: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
        readonly version: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "from": "2026-11-28T00:00:00Z",
         *       "to": "2026-11-29T00:00:00Z"
         *     }
         */
        readonly 'application/json': components['schemas']['BaselineChange'];
        readonly 'application/x-ndjson': string;
      };
    };
    readonly responses: {
      /** @description The inputs and the period that it was made of. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** Format: date-time */
            readonly from: string;
            /** Format: date-time */
            readonly to: string;
            readonly inputs: number;
            readonly model: string;
            readonly version: number;
          };
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly listFeedback: {
    readonly parameters: {
      readonly query?: {
        readonly period?: string;
        readonly from?: string;
        readonly to?: string;
        readonly after?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description A page of them, the earliest first. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Feedback'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly sendFeedback: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example [
         *       {
         *         "predictionId": "from x-prediction-id",
         *         "truth": "positive"
         *       }
         *     ]
         */
        readonly 'application/json':
          | {
              /** @description As the header `x-prediction-id` of the prediction gave it. */
              readonly predictionId: string;
              /** @description The index of the input in the call, from 0 on. Left out: 0. */
              readonly index?: number | null;
              /** @description The truth: a label; a number for a regressor; for several labels a list of those that are true, or an object with a value for each. */
              readonly truth:
                | (string | number | boolean)
                | readonly (string | number)[]
                | {
                    readonly [key: string]: string | number | boolean;
                  };
            }
          | readonly {
              /** @description As the header `x-prediction-id` of the prediction gave it. */
              readonly predictionId: string;
              /** @description The index of the input in the call, from 0 on. Left out: 0. */
              readonly index?: number | null;
              /** @description The truth: a label; a number for a regressor; for several labels a list of those that are true, or an object with a value for each. */
              readonly truth:
                | (string | number | boolean)
                | readonly (string | number)[]
                | {
                    readonly [key: string]: string | number | boolean;
                  };
            }[];
      };
    };
    readonly responses: {
      /** @description The fate of each truth. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly counted: number;
            /** @description Sent before: they count once. */
            readonly repeated: number;
            readonly refused: number;
            readonly results: readonly {
              /** @enum {string} */
              readonly status: 'counted' | 'repeated' | 'refused';
              /** @enum {string} */
              readonly code?:
                | 'INVALID_REQUEST'
                | 'INVALID_TENSOR'
                | 'UNAUTHORIZED'
                | 'FORBIDDEN'
                | 'ROUTE_NOT_FOUND'
                | 'MODEL_NOT_FOUND'
                | 'VERSION_NOT_FOUND'
                | 'ALIAS_NOT_FOUND'
                | 'METHOD_NOT_ALLOWED'
                | 'CONFLICT'
                | 'VERSION_NOT_READY'
                | 'UPLOAD_INCOMPLETE'
                | 'PRECONDITION_FAILED'
                | 'PAYLOAD_TOO_LARGE'
                | 'UNSUPPORTED_MEDIA_TYPE'
                | 'MODEL_REJECTED'
                | 'MODEL_REFUSED_INPUT'
                | 'NOT_SUPPORTED'
                | 'THROTTLED'
                | 'QUOTA_EXCEEDED'
                | 'CALLER_LEFT'
                | 'INTERNAL'
                | 'FUNCTION_FAILED'
                | 'FUNCTION_UNAVAILABLE'
                | 'LOADING_FAILED'
                | 'STORE_UNAVAILABLE'
                | 'RUN_FAILED'
                | 'OUT_OF_MEMORY'
                | 'OVER_CAPACITY'
                | 'TIMEOUT'
                | 'MEMORY_LIMIT'
                | 'PROCESS_DIED';
              readonly error?: string;
            }[];
          };
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly predictDefault: {
    readonly parameters: {
      readonly query?: {
        readonly version?: string;
        readonly model?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "text": "这是一个正面的文本"
         *     }
         */
        readonly 'application/json': components['schemas']['PredictRequest'];
        readonly 'image/*': unknown;
      };
    };
    readonly responses: {
      /** @description One record per input; to a body with `inputs`, what Hugging Face's pipeline answers. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['PredictAnswer'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly predict: {
    readonly parameters: {
      readonly query?: {
        readonly version?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "text": "这是一个正面的文本"
         *     }
         */
        readonly 'application/json': components['schemas']['PredictRequest'];
        readonly 'image/*': unknown;
      };
    };
    readonly responses: {
      /** @description One record per input; to a body with `inputs`, what Hugging Face's pipeline answers. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['PredictAnswer'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly serverMetadata: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Its name, version and extensions. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly name: string;
            readonly version: string;
            readonly extensions: readonly string[];
          };
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly serverLive: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description It does. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @constant */
            readonly live: true;
          };
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly serverReady: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description It can. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @constant */
            readonly ready: true;
          };
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly modelMetadata: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The metadata of the version that the alias `live` reaches. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['ModelMetadata'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly versionMetadata: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
        readonly version: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The metadata of this version. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['ModelMetadata'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly repositoryIndex: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: {
      readonly content: {
        /**
         * @example {
         *       "ready": true
         *     }
         */
        readonly 'application/json': {
          /** @description True leaves out versions that cannot be called. */
          readonly ready?: boolean | null;
        } & {
          readonly [key: string]: unknown;
        };
      };
    };
    readonly responses: {
      /** @description Every version with its state. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': readonly {
            readonly name: string;
            readonly version: string;
            /** @enum {string} */
            readonly state: 'READY' | 'LOADING' | 'UNAVAILABLE';
            readonly reason: string;
          }[];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly modelReady: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description It can; any other status says that it cannot. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly name: string;
            /** @constant */
            readonly ready: true;
          };
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly versionReady: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
        readonly version: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description It can; any other status says that it cannot. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly name: string;
            /** @constant */
            readonly ready: true;
          };
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly modelInfer: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Bytes of JSON at the beginning of the body, where tensors in binary follow; 0 where the body is one bare tensor. */
        readonly 'Inference-Header-Content-Length'?: string;
      };
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "id": "42",
         *       "inputs": [
         *         {
         *           "name": "text",
         *           "datatype": "BYTES",
         *           "shape": [
         *             2,
         *             1
         *           ],
         *           "data": [
         *             "这是一个正面的文本",
         *             "这是一个负面的文本"
         *           ]
         *         }
         *       ]
         *     }
         */
        readonly 'application/json': components['schemas']['InferRequest'];
        readonly 'application/octet-stream': unknown;
      };
    };
    readonly responses: {
      /** @description The outputs; those asked for in binary follow the JSON. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['InferResponse'];
          readonly 'application/octet-stream': unknown;
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly versionInfer: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description Bytes of JSON at the beginning of the body, where tensors in binary follow; 0 where the body is one bare tensor. */
        readonly 'Inference-Header-Content-Length'?: string;
      };
      readonly path: {
        readonly model: string;
        readonly version: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "id": "42",
         *       "inputs": [
         *         {
         *           "name": "text",
         *           "datatype": "BYTES",
         *           "shape": [
         *             2,
         *             1
         *           ],
         *           "data": [
         *             "这是一个正面的文本",
         *             "这是一个负面的文本"
         *           ]
         *         }
         *       ]
         *     }
         */
        readonly 'application/json': components['schemas']['InferRequest'];
        readonly 'application/octet-stream': unknown;
      };
    };
    readonly responses: {
      /** @description The outputs; those asked for in binary follow the JSON. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['InferResponse'];
          readonly 'application/octet-stream': unknown;
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly allStatistics: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description By version, since the instance started. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Statistics'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly modelStatistics: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description By version, since the instance started. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Statistics'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly versionStatistics: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
        readonly version: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description Since the instance started. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Statistics'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly createEmbeddings: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['EmbeddingsRequest'];
      };
    };
    readonly responses: {
      /** @description One vector per input. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Embeddings'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['OpenAiError'];
        };
      };
    };
  };
  readonly listOpenAiModels: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description All of them. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @constant */
            readonly object: 'list';
            readonly data: readonly components['schemas']['OpenAiModel'][];
          };
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['OpenAiError'];
        };
      };
    };
  };
  readonly getOpenAiModel: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The model. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['ReadyModel'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['OpenAiError'];
        };
      };
    };
  };
  readonly predictInstances: {
    readonly parameters: {
      readonly query?: {
        readonly version?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "instances": [
         *         "这是一个正面的文本"
         *       ]
         *     }
         */
        readonly 'application/json': components['schemas']['InstancesRequest'];
      };
    };
    readonly responses: {
      /** @description One prediction per instance. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Predictions'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['OpenAiError'];
        };
      };
    };
  };
  readonly ping: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description It can. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            /** @constant */
            readonly ready: true;
          };
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly invokeDefault: {
    readonly parameters: {
      readonly query?: {
        readonly version?: string;
        readonly model?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "instances": [
         *         "这是一个正面的文本"
         *       ]
         *     }
         */
        readonly 'application/json': components['schemas']['InvocationsRequest'];
        readonly 'text/csv': unknown;
        readonly 'application/jsonlines': unknown;
        readonly 'image/*': unknown;
      };
    };
    readonly responses: {
      /** @description One prediction per row. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Predictions'];
          readonly 'text/csv': unknown;
          readonly 'application/jsonlines': unknown;
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly invoke: {
    readonly parameters: {
      readonly query?: {
        readonly version?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "instances": [
         *         "这是一个正面的文本"
         *       ]
         *     }
         */
        readonly 'application/json': components['schemas']['InvocationsRequest'];
        readonly 'text/csv': unknown;
        readonly 'application/jsonlines': unknown;
        readonly 'image/*': unknown;
      };
    };
    readonly responses: {
      /** @description One prediction per row. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Predictions'];
          readonly 'text/csv': unknown;
          readonly 'application/jsonlines': unknown;
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly invokeEndpoint: {
    readonly parameters: {
      readonly query?: {
        readonly version?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "instances": [
         *         "这是一个正面的文本"
         *       ]
         *     }
         */
        readonly 'application/json': components['schemas']['InvocationsRequest'];
        readonly 'text/csv': unknown;
        readonly 'application/jsonlines': unknown;
        readonly 'image/*': unknown;
      };
    };
    readonly responses: {
      /** @description One prediction per row. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Predictions'];
          readonly 'text/csv': unknown;
          readonly 'application/jsonlines': unknown;
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly embedDefault: {
    readonly parameters: {
      readonly query?: {
        readonly version?: string;
        readonly model?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['EmbedRequest'];
      };
    };
    readonly responses: {
      /** @description A vector per text. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': readonly (readonly (number | null)[])[];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly embed: {
    readonly parameters: {
      readonly query?: {
        readonly version?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['EmbedRequest'];
      };
    };
    readonly responses: {
      /** @description A vector per text. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': readonly (readonly (number | null)[])[];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly rerankDefault: {
    readonly parameters: {
      readonly query?: {
        readonly version?: string;
        readonly model?: string;
      };
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['RerankRequest'];
      };
    };
    readonly responses: {
      /** @description The texts by their places, the best first. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Ranks'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly rerank: {
    readonly parameters: {
      readonly query?: {
        readonly version?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['RerankRequest'];
      };
    };
    readonly responses: {
      /** @description The texts by their places, the best first. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Ranks'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly huggingFace: {
    readonly parameters: {
      readonly query?: {
        readonly version?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly model: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        /**
         * @example {
         *       "inputs": "这是一个正面的文本"
         *     }
         */
        readonly 'application/json': components['schemas']['HuggingFaceRequest'];
        readonly 'image/*': unknown;
      };
    };
    readonly responses: {
      /** @description What the task's pipeline answers; classes of a text in a list of lists. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['HuggingFaceAnswer'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly huggingFaceOfOrganisation: {
    readonly parameters: {
      readonly query?: {
        readonly version?: string;
      };
      readonly header?: never;
      readonly path: {
        readonly model: string;
        readonly name: string;
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['HuggingFaceRequest'];
      };
    };
    readonly responses: {
      /** @description What the task's pipeline answers; classes of a text in a list of lists. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['HuggingFaceAnswer'];
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  readonly getOpenApi: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The HTTP API in OpenAPI 3.1. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': {
            readonly openapi: string;
          } & {
            readonly [key: string]: unknown;
          };
        };
      };
      /** @description An error. */
      readonly default: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['Error'];
        };
      };
    };
  };
}
