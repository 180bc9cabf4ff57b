import type { RejectionCode } from '../../contract/errors.ts';
import type { NumberRanges } from './number-ranges.ts';
import type { Signature } from '../tensor.ts';
import type { Scoring } from '../tasks/scores/scoring.ts';
import type { TaskConfig, TaskName } from '../tasks/task/task.ts';

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
  /** Set where ONNX Runtime refuses the file when it has a second name on the disk: whoever serves it has a copy of its own. */
  readonly ownCopy?: true;
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What a READY version serves. */
export interface BundleRecord {
  readonly files: readonly FileRecord[];
  /** The file that ONNX Runtime opens. */
  readonly entry: string;
  readonly signature: Signature;
  readonly task: TaskName;
  /** The classes in the order of the scores, where the model names them. */
  readonly labels?: readonly (string | number)[];
  /** Its answers hang on what else is in a run: inputs are run one by one. */
  readonly runsAlone?: true;
  /** What its owner should know of how it is served: sentences. */
  readonly notes?: readonly string[];
  /** How the model's numbers become scores, where the task answers scores. */
  readonly scoring?: Scoring;
  /** What the task read in the bundle's configuration files. */
  readonly config?: TaskConfig;
  /** The file of the bundle that has both, where they are too long for the record, and how many labels there are. */
  readonly settingsFile?: string;
  readonly labelCount?: number;
}

/** What the validation measured, and what it has to say. */
export interface ValidationRecord {
  readonly loadMs: number;
  /** Absent where the model refused the synthetic input. */
  readonly runMs?: number;
  readonly peakMemoryBytes: number;
  readonly samplesPassed: number;
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
  /** Whether it may have come from another version, which instances then trust for a moment longer. */
  readonly aliasReplaced?: true;
  /** As asked for at upload; `bundle.task` is the one that serves. */
  readonly task?: TaskName;
  readonly description?: string;
  /** Which of several models of the bundle is served, as asked for at upload. */
  readonly entry?: string;
  /** How often `ingest` began on it. */
  readonly ingestAttempts: number;
  readonly rejection?: RejectionRecord;
  readonly bundle?: BundleRecord;
  readonly validation?: ValidationRecord;
}

export interface RouteRecord {
  readonly version: number;
  /** Share of the traffic, relative to the other routes' weights. */
  readonly weight: number;
}

export interface AliasRecord {
  readonly routes: readonly RouteRecord[];
  readonly updatedAt: string;
}

/** What a model's record says of its versions, so that they need not all be read: less than there is, but nothing untrue. */
export interface VersionSummary {
  /** The greatest number that was ever taken. */
  readonly newest: number;
  /** Versions that are READY. A deletion takes them out before it begins. */
  readonly ready: NumberRanges;
  /** Versions that are DELETED and stay so. */
  readonly deleted: NumberRanges;
}

/** What a model's owner sets, for all of its versions. */
export interface ModelSettings {
  /** Seconds that one prediction may run, loading aside. @default - as the service says */
  readonly timeoutSeconds?: number;
}

/** `model.json` */
export interface ModelRecord {
  readonly model: string;
  readonly createdAt: string;
  /** Grows with every change, so that no two states have the same bytes and with them the same ETag. */
  readonly revision: number;
  readonly aliases: Readonly<Record<string, AliasRecord>>;
  /** When one last moved or went. */
  readonly aliasesChangedAt?: string;
  readonly settings?: ModelSettings;
  /** Set while the model is deleted; its version numbers are never used again. */
  readonly deletedAt?: string;
  /** Versions that are being deleted now: no alias may move to them. Left behind by a deletion that died, which can be asked for again. */
  readonly deleting?: readonly number[];
  /** Absent in what earlier releases wrote, until a version is created or listed. */
  readonly versions?: VersionSummary;
}
