/** Limits of the service, each with its reason. Sizes in bytes, times in the unit of the name. */
const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

export const LIMITS = {
  /** API Gateway's limit of a request body. */
  gatewayRequestBytes: 10 * MIB,
  /**
   * Size of a compressed request body when it is decompressed. Its JSON takes several times as much
   * in memory.
   */
  decodedRequestBytes: 32 * MIB,
  /**
   * Lambda's limit of a request event and of a buffered answer. A binary body stands in the event
   * as base64.
   */
  functionPayloadBytes: 6 * MIB,
  /** Lambda's limit of a streamed answer. */
  streamedResponseBytes: 200 * MIB,
  /**
   * Bytes of a copy of a call on its way to a shadow, as JSON: Lambda takes so many in an
   * asynchronous event.
   */
  shadowCopyBytes: 1_000_000,
  /** API Gateway's limit of a buffered integration. */
  bufferedTimeoutMs: 29_000,
  /** API Gateway's limit of a streamed integration. */
  streamedTimeoutMs: 15 * 60_000,
  /**
   * Files above this size are uploaded in parts of it, which can be sent at the same time and
   * again; S3 takes 5 MiB to 5 GiB, and 10,000 of them.
   */
  uploadPartBytes: 100 * MIB,
  /** A bundle must fit into a function's largest /tmp, and leave room. */
  bundleBytes: 9 * GIB,
  /** Files of one bundle. */
  bundleFiles: 100,
  /** Characters of a path inside a bundle. */
  bundlePathLength: 200,
  /**
   * The most bytes that a name in such a path has when it is encoded: Linux's file systems take no
   * more.
   */
  fileNameBytes: 255,
  /** ONNX's own limit: a protobuf message is at most 2 GiB. */
  modelFileBytes: 2 * GIB,
  /** Size of a model's graph without its weights. */
  modelHeaderBytes: 64 * MIB,
  /** Names, numbers, nodes … that it may have: decoded, each takes up to 350 bytes. */
  modelHeaderValues: 2_000_000,
  /**
   * Nodes of a model with its functions written out; ONNX Runtime takes 50 s for a chain of
   * 200,000, and longer than linearly.
   */
  modelNodes: 100_000,
  /**
   * Splits of all trees of a converted ensemble. ONNX Runtime takes some 700 bytes for each while
   * it loads them: what `predict` has no memory for is refused before that.
   */
  ensembleNodes: 8_000_000,
  /** Splits from a tree's root to its last leaf. */
  treeDepth: 1000,
  /** Categories that all of their splits name together, eight bytes each. */
  ensembleMembers: 32_000_000,
  /** Codes of the categories of one column. */
  categories: 1_000_000,
  /** Columns that a converted ensemble reads. */
  ensembleColumns: 100_000,
  /** Classes or targets of one. */
  ensembleOutputs: 10_000,
  /** Values of a file to convert, beside its trees and lists of numbers: each is an object. */
  documentValues: 1_000_000,
  /** Bytes of one text, or one line, of such a file: the values of 500,000 leaves. */
  documentTextBytes: 16 * MIB,
  /** A sparse tensor written out: a hundred bytes can claim any size. */
  sparseTensorBytes: GIB,
  /** A text file of a bundle is read whole; the largest tokenizers have 34 MB. */
  textFileBytes: 64 * MIB,
  /** Size of the files together that travel inside a model's metadata. */
  carriedFilesBytes: 64 * MIB,
  /** A bundle's parity report, of which the version's record keeps the headline. */
  parityBytes: MIB,
  /** Characters of a framework's and a conversion's name in it. */
  parityNameLength: 200,
  /** Seconds for which a presigned URL can be used. */
  uploadUrlSeconds: 3600,
  /**
   * Size of a version's record that a model and its files may cause; every list of versions reads
   * it.
   */
  recordBytes: 256 * KIB,
  /**
   * Labels and settings above this size, together, stand in a file of the bundle and not in the
   * record.
   */
  recordSettingsBytes: 16 * KIB,
  /**
   * The most bytes that a model's own record holds of its versions, so that calls need not read
   * theirs.
   */
  servedBytes: 32 * KIB,
  /** Aliases of one model: its record, which every list of models reads, has 150 bytes for each. */
  aliases: 1000,
  /**
   * Versions that one alias may split its traffic over: each is a model in the memory of every
   * instance.
   */
  aliasRoutes: 10,
  /** The greatest weight of a route; weights count in relation to each other. */
  routeWeight: 1_000_000,
  /** Callers whom a model's record names: it is read by every prediction. */
  accessCallers: 200,
  /** Callers who are counted by themselves: Lambda takes 4 KB of environment in all. */
  countedCallers: 20,
  /** Characters of a caller's name: the ARN of an IAM user has 610 at most. */
  callerNameLength: 640,
  /** Calls a day that a quota may allow. */
  quotaCalls: 1_000_000_000,
  /** Steps of one roll-out, which stand in the record that every prediction reads. */
  rolloutSteps: 20,
  /** Share of inputs that a candidate may answer otherwise as a shadow, where nobody says. */
  rolloutDisagreement: 0.05,
  /** Minutes that one step of a roll-out may be watched: a week. */
  bakeMinutes: 7 * 24 * 60,
  /** Requests that a step may ask for at least. */
  rolloutRequests: 1_000_000,
  /** Labels of one model. */
  labels: 100_000,
  /** Size as JSON of a version's labels, or of one setting of a task. */
  settingsBytes: 8 * MIB,
  /** Characters of the reason why a version was rejected. */
  rejectionLength: 4000,
  /**
   * Bytes that are read of a record where versions are listed and changed: records of earlier
   * releases could have any size.
   */
  readRecordBytes: 4 * MIB,
  /** Bytes of the records of one page: as an answer they must fit into `functionPayloadBytes`. */
  pageBytes: 3 * MIB,
  /** Keys of one page of a store's list, as S3 gives them. */
  listKeys: 1000,
  /** Records that are read, or versions that are deleted, at the same time. */
  parallelRecords: 32,
  /** The clocks of two machines, or a timer and its clock, differ by so much at most. */
  clockDifferenceMs: 50,
  /**
   * Attempts of `ingest` on one version. Lambda delivers an event three times: the third is left to
   * say that two came to nothing.
   */
  ingestAttempts: 2,
  /** Milliseconds after which a submission that nothing picked up is submitted again. */
  resubmitAfterMs: 60_000,
  /**
   * A version is submitted again so often: if the third event is lost too, the cause is another.
   */
  resubmissions: 2,
  /** Largest JSON nesting of a request body. */
  jsonDepth: 64,
  /**
   * Bytes of JSON, decompressed: the costliest values, `[],`, take 14 bytes of memory for each of
   * theirs.
   */
  jsonBytes: 16 * MIB,
  /**
   * Commas in JSON that has integers beyond 2^53: to keep these exact, each of its values is looked
   * at by itself, a microsecond each.
   */
  exactJsonCommas: 1_000_000,
  /** Elements that a tensor of a request may claim to have. */
  tensorElements: 2 ** 26,
  /** Texts, questions or rows of one prediction. */
  callRows: 10_000,
  /** Cells of one CSV body: two bytes can make one, which takes a hundred in memory. */
  csvCells: 1_000_000,
  /** Pictures of one prediction; each is decoded on its own. */
  callImages: 100,
  /** UTF-16 units of one text. */
  textLength: 1_000_000,
  /**
   * Counts all texts of one prediction, each as often as it is read: a tokenizer takes some two
   * seconds for a million. OpenAI's limit of one call is 300,000 tokens.
   */
  callCharacters: 2_000_000,
  /**
   * Tokens of one prediction that run through a model, those that overlapping windows share and the
   * padding included.
   */
  callTokens: 2 ** 19,
  /**
   * Numbers that a model gives for the tokens of one prediction: a minute of multiplying for a
   * large vocabulary.
   */
  callOutputElements: 2 ** 29,
  /**
   * Words of the vocabulary that are weighed for all masks of one prediction: a second for a
   * hundred million.
   */
  callScores: 2 ** 27,
  /**
   * Scores of classes of one prediction, rows × classes: each is an object until it is answered.
   */
  classScores: 4_000_000,
  /** Pairs of a first and a last token that are weighed for the answers of one prediction. */
  callSpans: 2 ** 26,
  /** Tokens that are written out again for the candidates of one prediction, a microsecond each. */
  callCandidateTokens: 2 ** 21,
  /**
   * Objects in one answer: a label with its score, an entity, a candidate. 500,000 of them are some
   * 50 MB of JSON.
   */
  answerRecords: 500_000,
  /** Plain numbers in one answer, 20 bytes of JSON each. */
  answerNumbers: 8_000_000,
  /** Steps of one part of a tokenizer, and places of its templates. */
  tokenizerSteps: 1000,
  /** Characters of a regular expression of a tokenizer; GPT-4o's has 300. */
  patternLength: 5000,
  /** Characters of a token that a word is searched for; SentencePiece's own limit is 16. */
  tokenLength: 512,
  /** Characters of each text that a tokenizer is tried on at ingest. */
  tokenizerTrialCharacters: 10_000,
  /** Tokens of it that are written out again. */
  tokenizerTrialTokens: 1000,
  /** Milliseconds that one of these texts may take: the known tokenizers take 10. */
  tokenizerTrialMs: 1000,
  /**
   * Characters that a tokenizer's normalizer may make of each that a text has, over the whole text:
   * three of most Chinese, Korean and the like.
   */
  normalizedGrowth: 4,
  /** And beside these: single characters become 18. */
  normalizedSlack: 256,
  /** Characters of a number that is sent as text; no float has more digits that count. */
  numberLength: 800,
  /** Pixels of one picture: four bytes each while it is decoded. */
  imagePixels: 50_000_000,
  /** Pixels of all pictures of one prediction: a second of work for some 20 million. */
  callPixels: 200_000_000,
  /** Tokens that run through a model together: attention takes memory by rows × length². */
  runTokens: 4096,
  /** Elements of output that one run may give, where the caller's texts decide it. */
  runOutputElements: 16 * MIB,
  /** Pictures that run through a model together. */
  runImages: 8,
  /** Items of one page of a list. */
  pageSize: 100,
  /** Characters of a version's description. */
  descriptionLength: 1000,
  /** Characters of a model's runbookUrl: an alarm's description has 1,024 in all. */
  runbookUrlLength: 300,
  /** Characters of a prediction's id: proxies take 4 to 8 KB for all headers of an answer. */
  predictionIdLength: 2048,
  /** Inputs of one call whose answers its id carries, so that feedback can be sent for them. */
  feedbackInputs: 100,
  /** Days for which feedback is taken for a prediction. */
  feedbackDays: 30,
  /** Truths of one call. */
  feedbackItems: 1000,
  /** Truths that one report of accuracy reads: 1,000 a request to the store. */
  reportedFeedback: 100_000,
  /** Bytes of one captured line; Firehose takes 1,000 KiB. */
  captureLineBytes: 512 * KIB,
  /** About so much of a call's inputs, and of its outputs, is captured: what is more is left out. */
  capturePartBytes: 128 * KIB,
  /** Bytes of one object of captured lines, unpacked: what the function that reads them can hold. */
  captureObjectBytes: 128 * MIB,
  /** Characters of a text above which a capture has its hash: a picture in base64, mostly. */
  capturedTextLength: 16_384,
  /** Values of hidden fields that one capture looks for in all of its texts. */
  capturedSecrets: 1000,
  /** Names that a model may have redacted, and characters of each. */
  redactedFields: 100,
  redactedFieldLength: 200,
  /** Runs of one prediction that are looked at for drift, and rows of each. */
  watchedRuns: 8,
  watchedRows: 100,
  /** Bytes of them that are kept until a prediction has been answered. */
  watchedBytes: 16 * MIB,
  /** Inputs and outputs of a version that are watched for drift. */
  watchedFeatures: 50,
  /** Labels of one of them that are told apart. */
  watchedLabels: 100,
  /** Scored truths of a version without which its accuracy is not estimated. */
  estimateTruths: 100,
  /** Truths of a model, the latest ones, that say what its scores are worth. */
  calibrationTruths: 10_000,
  /** Labels, and pairs of labels, that such a report lists; the most frequent ones. */
  reportedLabels: 1000,
} as const;
