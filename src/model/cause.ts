// Why a pull fails, is unknown, or works but needs attention: the ids of the files in src/causes.
export type {
  CauseId,
  DeniedCause,
  UnknownCause,
  VerdictCause,
} from '../causes/index.ts';
