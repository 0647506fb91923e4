import { objectList } from '../estate/estate.ts';
import type { ArmObject } from '../snapshot/flattened.ts';
import { type AzureFailure, failureOf, Unusable } from './wire/failure.ts';
import type { TenantReader } from './wire/reader.ts';

export interface Rows {
  readonly rows: readonly ArmObject[];
  /** Why the rest is missing. Undefined: this is everything. */
  readonly failure: AzureFailure | undefined;
}

/** More pages than any answer has. Ends the reading of a server that never ends. */
const mostPages = 5000;
const rowsOfPage = 1000;

/** A question to Resource Graph, with its subscriptions. */
export interface Query {
  readonly kql: string;
  /** Undefined: all subscriptions that the account may read. */
  readonly managementGroup: string | undefined;
}

/** All pages of a query. Keeps the rows before a failure: they are true, only not everything. */
export async function allPages(
  reader: TenantReader,
  query: Query,
  signal: AbortSignal,
  /** Makes each row smaller, page by page. Whole pages are never kept. */
  keep: (row: ArmObject) => ArmObject,
  onPage: (rows: number, total: number) => void,
): Promise<Rows> {
  const rows: ArmObject[] = [];
  let received = 0;
  try {
    let coming: Promise<Page> | undefined = onePage(reader, query, 0, rowsOfPage);
    for (let i = 0; coming !== undefined; i++) {
      if (i === mostPages) throw new Unusable('the response has too many pages');
      const page: Page = await coming;
      received += page.rows.length;
      const { top, skipToken } = page;
      coming = skipToken === undefined ? undefined : onePage(reader, query, received, top, skipToken);
      // Rows are processed while the next page is on its way: its request needs some turns to leave.
      coming?.catch(() => {}); // it is awaited above
      await new Promise(resolve => setTimeout(resolve));
      for (const row of page.rows) rows.push(keep(row));
      onPage(received, page.total);
      if (coming === undefined && received < page.total)
        throw new Unusable(`the response lacks ${page.total - received} of ${page.total} rows`);
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
  /** The number of rows that keeps a page small enough to be sent. */
  readonly top: number;
}

/**
 * Resource Graph refuses a page of more than 16 MiB. Then this asks for fewer rows, from the same row on.
 * https://learn.microsoft.com/azure/governance/resource-graph/troubleshoot/general#toomanyrequests
 */
async function onePage(reader: TenantReader, query: Query, skip: number, top: number, token?: string): Promise<Page> {
  try {
    const options = {
      resultFormat: 'objectArray',
      // Includes assignments at management groups, which the default leaves out.
      authorizationScopeFilter: 'AtScopeAboveAndBelow',
      top,
      ...(token === undefined ? { skip } : { skipToken: token }),
    } as const;
    const page = await reader.graph(query.kql, options, query.managementGroup);
    const rows = objectList(page, 'data');
    const { totalRecords, count } = page;
    const next = page.skipToken || undefined;
    if (!rows || typeof totalRecords !== 'number') throw new Unusable('the response has no rows');
    if (typeof count === 'number' && count !== rows.length) throw new Unusable('the response lacks rows of a page');
    if (page.resultTruncated === 'true' && next === undefined) throw new Unusable('the response was cut off');
    return { rows, total: totalRecords, skipToken: next, top };
  } catch (error) {
    if (top === 1 || !/ResponsePayloadTooLarge/.test(failureOf(error).why)) throw error;
    return onePage(reader, query, skip, Math.ceil(top / 4));
  }
}
