import { afterPull, success } from './afterPull.ts';
import { authenticate } from './authenticate.ts';
import { authorise } from './authorise.ts';
import { find } from './find.ts';
import { other } from './other.ts';
import { reach } from './reach.ts';
import type { Row } from './row.ts';
import { withoutReason } from './unsaid.ts';

/** The table behind docs/errors.md, by stage. */
export const tables: readonly { readonly title: string; readonly rows: readonly Row[] }[] = [
  { title: 'The registry is not reached', rows: reach },
  { title: 'The credential is refused', rows: authenticate },
  { title: 'The pull is refused', rows: authorise },
  { title: 'The image is not found', rows: find },
  { title: 'After the pull', rows: afterPull },
  { title: 'A pull failed, and the words don’t say why', rows: withoutReason },
  { title: 'Another business', rows: other },
  { title: 'The pull succeeded', rows: success },
];

export const rows: readonly Row[] = tables.flatMap(table => table.rows);
