import { afterPull, success } from './afterPull.ts';
import { authenticate } from './authenticate.ts';
import { authorise } from './authorise.ts';
import { find } from './find.ts';
import { other } from './other.ts';
import { reach } from './reach.ts';
import type { ErrorRow } from './row.ts';
import { withoutReason } from './unsaid.ts';

const stages = [reach, authenticate, authorise, find, afterPull, withoutReason, other, success];

/** The table behind docs/errors.md, by stage. */
export const rows: readonly ErrorRow[] = stages.flat();
