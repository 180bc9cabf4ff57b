import type { RejectionCode } from '../../contract/errors.ts';
import type { BoosterSource } from '../convert/ensemble/booster-source.ts';
import type { FileRanges } from '../file-ranges.ts';
import type { NumberRanges } from './number-ranges.ts';
import type { CopiesRecord, RolloutRecord } from '../rollouts/rollout.ts';
import type { RolloutOnReadyRecord } from '../rollouts/rollout-request.ts';
import type { Signature } from '../tensor.ts';
import type { Scoring } from '../tasks/scores/scoring.ts';
import type { TaskName } from '../tasks/task/task.ts';

/**
 * The form of what is written: it grows when an earlier release would read a record wrongly, not
 * when a field is added that it may leave alone. Records without one are from before there was any.
 */
export const RECORD_SCHEMA = 1;

export const VERSION_STATUSES = [
  'PENDING_UPLOAD',
  'VALIDATING',
  'READY',
  'REJECTED',
  'DELETED',
] as const;
export type VersionStatus = (typeof VERSION_STATUSES)[number];

/** One file, as the client declared it or as the bundle holds it. */
export interface FileRecord {
  /**
   * Set where ONNX Runtime refuses the file when it has a second name on the disk: whoever serves
   * it has a copy of its own.
   */
  readonly ownCopy?: true;
  /**
   * Set for what a model was converted from, and for the report of that: it is kept, and `predict`
   * does not read it.
   */
  readonly isSource?: true;
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** Absent where the file is one range, or was declared and not seen, or by an earlier release. */
  readonly ranges?: FileRanges;
}

/** The headline of the parity report that came with a bundle. */
export interface ParityRecord {
  readonly framework: string;
  /** The recipe of its conversion or quantization. */
  readonly recipe: string;
  readonly equal: boolean;
  /** That both models were asked. */
  readonly rows: number;
  /** Labels that flipped, of so many; absent where the model answers numbers. */
  readonly flipped?: number;
  readonly labels?: number;
  /** Relative where a number is above 1. */
  readonly tolerance: number;
  /** The greatest difference of all outputs; null where one is no number. */
  readonly greatest: number | null;
}

/** Milliseconds that opening a model took in its validation: the least of several times. */
export interface OpeningRecord {
  readonly createMs: number;
  /** Absent where the model refused the synthetic input. */
  readonly firstRunMs?: number;
  readonly runMs?: number;
}

/** The forms in which a model was opened, to compare them. */
export interface OpeningRecords {
  readonly plain: OpeningRecord;
  readonly optimized: OpeningRecord;
  /** With several threads a run; absent where a run is too short for them. */
  readonly parallel?: OpeningRecord;
}

/** The model as ONNX Runtime has optimised it, in a file that opens faster and answers the same. */
export interface OptimizedRecord extends FileRecord {
  /** The build of ONNX Runtime that made it, and for which alone it is. */
  readonly build: string;
  /** The bundle's files that it does not need. */
  readonly leaves: readonly string[];
}

/** The model of a READY version, as it is served. */
export interface BundleRecord {
  readonly files: readonly FileRecord[];
  /** The file that ONNX Runtime opens. */
  readonly entry: string;
  /** The form that is opened in its place where that is faster; `files` does not list it. */
  readonly optimized?: OptimizedRecord;
  /** The distance of its answers from those of the model that it was converted from. */
  readonly parity?: ParityRecord;
  /** The file that the model was converted from at upload. */
  readonly convertedFrom?: BoosterSource & { readonly path: string };
  readonly signature: Signature;
  readonly task: TaskName;
  /** The classes in the order of the scores, where the model names them. */
  readonly labels?: readonly (string | number)[];
  /** Its runs are long, and by several threads sooner, with the same bits. */
  readonly isParallel?: true;
  /** Its answers depend on what else is in a run: inputs are run one by one. */
  readonly runsAlone?: true;
  /** Sentences for its owner on how it is served. */
  readonly notes?: readonly string[];
  /** The function from the model's numbers to scores, where the task answers scores. */
  readonly scoring?: Scoring;
  /** The task's settings, read from the bundle's configuration files. */
  readonly config?: object;
  /**
   * The file of the bundle that has both, where they are too long for the record, and how many
   * labels there are.
   */
  readonly settingsFile?: string;
  readonly labelCount?: number;
}

/** The measurements of a validation, and its findings. */
export interface ValidationRecord {
  readonly loadMs: number;
  /** Absent where the model refused the synthetic input. */
  readonly runMs?: number;
  readonly peakMemoryBytes: number;
  /**
   * Memory that the process which tried it took for itself, mapped files aside: as much is needed
   * to serve it. Versions of earlier releases do not say.
   */
  readonly ownMemoryBytes?: number;
  readonly samplesPassed: number;
  /** Absent where the model was not optimised, as it opens at once. */
  readonly openings?: OpeningRecords;
  readonly notes: readonly string[];
}

export interface RejectionRecord {
  readonly code: RejectionCode;
  readonly message: string;
}

/** `version.json` */
export interface VersionRecord {
  readonly model: string;
  readonly version: number;
  readonly status: VersionStatus;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** As declared by the client; `bundle.files` is what is served. */
  readonly uploads: readonly FileRecord[];
  /** The store's ids of the uploads of those that come in parts. */
  readonly multipart?: readonly { readonly path: string; readonly uploadId: string }[];
  /** Moves to this version when it is READY. */
  readonly alias?: string;
  /** When it moved, or was found to be ahead already. */
  readonly aliasMovedAt?: string;
  /**
   * True if it may have come from another version, which instances then trust for a moment longer.
   */
  readonly aliasReplaced?: true;
  /** The roll-out that moves an alias to it in steps when it is READY, instead of at once. */
  readonly rollout?: RolloutOnReadyRecord;
  /** As asked for at upload; `bundle.task` is the one that serves. */
  readonly task?: TaskName;
  readonly description?: string;
  /** Which of several models of the bundle is served, as asked for at upload. */
  readonly entry?: string;
  /** The number of times that `ingest` began on it. */
  readonly ingestAttempts: number;
  /** The number of times that it was submitted again because nothing had begun on it. */
  readonly resubmissions?: number;
  readonly rejection?: RejectionRecord;
  readonly bundle?: BundleRecord;
  readonly validation?: ValidationRecord;
}

/** The part of a READY version that is read to serve it. */
export type ReadyVersion = Pick<VersionRecord, 'model' | 'version' | 'createdAt' | 'validation'> & {
  readonly bundle: BundleRecord;
};

export interface RouteRecord {
  readonly version: number;
  /** Share of the traffic, relative to the other routes' weights. */
  readonly weight: number;
}

/** A version that gets copies of an alias's calls, and answers nobody. */
export interface ShadowRecord extends CopiesRecord {
  readonly version: number;
}

export interface AliasRecord {
  readonly routes: readonly RouteRecord[];
  readonly shadow?: ShadowRecord;
  /** The last roll-out that moved it, open or ended. */
  readonly rollout?: RolloutRecord;
  /** Versions that its roll-outs took back: only by force do they come again. */
  readonly rolledBack?: readonly number[];
  /** Sentences for whoever split the traffic. */
  readonly notes?: readonly string[];
  readonly updatedAt: string;
}

/**
 * A model's record's summary of its versions, so that they need not all be read: less than there
 * is, but nothing untrue.
 */
export interface VersionSummary {
  /** The greatest number that was ever taken. */
  readonly newest: number;
  /** Versions that are READY. A deletion takes them out before it begins. */
  readonly ready: NumberRanges;
  /** Versions that are DELETED and stay so. */
  readonly deleted: NumberRanges;
}

/** The share and the parts of a model's predictions that are kept as lines of JSON. */
export interface CaptureSettings {
  /** Predictions in percent, 0 to 100. */
  readonly percent: number;
  /** Names of fields and columns whose values are never written. @default - none */
  readonly redact?: readonly string[];
  /** @default true */
  readonly inputs?: boolean;
  /** @default true */
  readonly outputs?: boolean;
}

/** The settings that a model's owner makes, for all of its versions. */
export interface ModelSettings {
  /** Seconds that one prediction may run, loading aside. @default - as the service says */
  readonly timeoutSeconds?: number;
  /**
   * Milliseconds that the slowest 1 % of its answers may take. It and the three that follow give
   * the model alarms of its own. @default - as the service says
   */
  readonly latencyP99Ms?: number;
  /** Its predictions in percent that may fail. @default - as the service says */
  readonly errorRatePercent?: number;
  /** Answers in percent that have to agree with the truth. @default - no alarm */
  readonly minAccuracyPercent?: number;
  /** Population stability index that is well however sure it is. @default 0 */
  readonly maxDrift?: number;
  /**
   * The page that tells whoever gets its alarms what to do. @default - this service's own runbook
   */
  readonly runbookUrl?: string;
  /** @default - as the service says, which is nothing unless told otherwise */
  readonly capture?: CaptureSettings;
}

/** The rights of one caller to a model. */
export interface CallerRight {
  /** Calls from midnight to midnight, UTC. @default - as many as he likes */
  readonly perDay?: number;
  /** The day on which they were found to be used up, as `2026-11-29`. */
  readonly spentOn?: string;
}

/** The callers who may call a model. */
export interface AccessRecord {
  /** By their names; `*` stands for all others together. */
  readonly callers: Readonly<Record<string, CallerRight>>;
  readonly updatedAt: string;
}

/** `model.json` */
export interface ModelRecord {
  readonly model: string;
  readonly createdAt: string;
  /**
   * Grows with every change, so that no two states have the same bytes and with them the same ETag.
   */
  readonly revision: number;
  readonly aliases: Readonly<Record<string, AliasRecord>>;
  /**
   * The versions that its aliases send traffic to, by number, as they are served: a call reads one
   * record. Not all of them: see `withServed`.
   */
  readonly served?: Readonly<Record<string, ReadyVersion>>;
  /** When one last moved or went. */
  readonly aliasesChangedAt?: string;
  readonly settings?: ModelSettings;
  /** @default - whoever the API lets in may call it */
  readonly access?: AccessRecord;
  /** Set while the model is deleted; its version numbers are never used again. */
  readonly deletedAt?: string;
  /**
   * Versions that are being deleted now: no alias may move to them. Left behind by a deletion that
   * died, which can be asked for again.
   */
  readonly deleting?: readonly number[];
  /** Absent in what earlier releases wrote, until a version is created or listed. */
  readonly versions?: VersionSummary;
}
