import { setImmediate as immediate } from 'node:timers/promises';
import { type ArmObject, list } from './armObject.ts';
import { type Failure, failureOf, Unusable } from './failure.ts';
import type { TenantReader } from './tenantReader.ts';

export interface Rows {
  readonly rows: readonly ArmObject[];
  /** Why the rest is missing; undefined: this is everything. */
  readonly failure: Failure | undefined;
}

/** More pages than any answer has; a server that never ends is not followed forever. */
const mostPages = 5000;

/** All pages of a query. What came before a failure is kept: it is true, only not everything. */
export async function query(
  reader: TenantReader,
  kql: string,
  signal: AbortSignal,
  /** Makes each row smaller, page by page, so that whole pages are never kept; undefined: not this row. */
  keep: (row: ArmObject) => ArmObject | undefined,
  onPage: (rows: number, total: number) => void,
): Promise<Rows> {
  const rows: ArmObject[] = [];
  let received = 0;
  try {
    let coming: Promise<Page> | undefined = onePage(reader, kql, undefined);
    for (let i = 0; coming !== undefined; i++) {
      if (i === mostPages) throw new Unusable('the pages did not end');
      const page: Page = await coming;
      coming = page.skipToken === undefined ? undefined : onePage(reader, kql, page.skipToken);
      // The rows are gone through while the next page is on its way: its request needs some turns to leave.
      coming?.catch(() => {}); // whoever awaits it hears of it
      await immediate();
      for (const row of page.rows) {
        const small = keep(row);
        if (small !== undefined) rows.push(small);
      }
      received += page.rows.length;
      onPage(received, page.total);
      if (coming === undefined && received < page.total)
        throw new Unusable(`${page.total - received} of ${page.total} rows did not come`);
    }
    return { rows, failure: undefined };
  } catch (error) {
    signal.throwIfAborted();
    return { rows, failure: failureOf(error) };
  }
}

interface Page {
  readonly rows: readonly ArmObject[];
  readonly total: number;
  readonly skipToken: string | undefined;
}

async function onePage(reader: TenantReader, kql: string, skipToken: string | undefined): Promise<Page> {
  const options = {
    resultFormat: 'objectArray' as const,
    // Without an above, assignments at management groups are left out.
    authorizationScopeFilter: 'AtScopeAboveAndBelow' as const,
    ...(skipToken === undefined ? {} : { skipToken }),
  };
  // Rows come through this SDK as they are; parsing a page of a thousand a second time would double the work.
  const page = await reader.answer(({ graph }, signal) => graph.resources({ query: kql, options }, signal));
  const rows = list(page, 'data');
  const { totalRecords, count } = page;
  const next = page.skipToken || undefined;
  if (!rows || typeof totalRecords !== 'number') throw new Unusable('the page has no rows');
  if (typeof count === 'number' && count !== rows.length) throw new Unusable('rows of a page are missing');
  if (page.resultTruncated === 'true' && next === undefined) throw new Unusable('the page was truncated');
  return { rows, total: totalRecords, skipToken: next };
}
