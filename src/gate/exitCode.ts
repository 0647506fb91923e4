import type { CheckSummary } from './report/checkReport.ts';

/** What `acr-pull check` exits with; 1 is kept for a tool that could not do its work. */
export function exitCodeOf({ images, denied, unknown, unread }: CheckSummary, allowUnknown: boolean): 0 | 2 | 3 | 4 {
  if (denied > 0) return 2;
  // A file that could not be read may hold anything.
  if (unknown + unread.length > 0 && !allowUnknown) return 3;
  return images === 0 ? 4 : 0;
}
