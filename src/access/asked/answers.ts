import * as v from 'valibot';
import { isObject } from '../../model/objects.ts';
import {
  collectionOf,
  type Estate,
  objectList,
  part,
  type SourceAnswer,
  snapshotOf,
  textField,
  withAnswers,
} from '../estate/estate.ts';
import {
  childrenAnswer,
  isAbsence,
  isUnlicensed,
  permissionsAnswer,
  resourceAnswer,
  siteAnswer,
  stillOpen,
} from '../estate/source.ts';
import { emptyPart, estateOf, kept, type queries, type Table, tenantPart } from '../estate/tenant.ts';
import { resourceOf } from '../estate/trimmed.ts';
import { idKey, sameId } from '../ids.ts';
import type { Gap } from '../map.ts';
import type { ArmObject } from '../snapshot/flattened.ts';
import { pathOf, type Question, type QuestionSubject, subjects, subscriptionList, tenantList } from './questions.ts';

// The file that a colleague's script makes: each of Azure's answers under its question, or why there is none. It is
// read as a live reading reads the same answers. A missing answer is *not read*, never absent.

const file = v.object({
  version: v.literal(1),
  readAt: v.string(),
  cloud: v.picklist(['AzureCloud', 'AzureChinaCloud', 'AzureUSGovernment']),
  tenant: v.string(),
  columns: v.array(v.string()),
  answers: v.array(
    v.union([
      v.object({ asked: v.string(), answer: v.record(v.string(), v.unknown()) }),
      v.object({ asked: v.string(), failed: v.string() }),
    ]),
  ),
});

/** The keys of such a file besides those of a snapshot. */
export const answerKeys: readonly string[] = ['tenant', 'columns', 'answers'];

/** A snapshot of the answers. Undefined: this is no file of the script, or not all of one. */
export function snapshotOfAnswers(json: unknown): Readonly<Record<string, unknown>> | undefined {
  const read = v.safeParse(file, json);
  if (!read.success) return undefined;
  const { readAt, cloud, tenant, columns, answers } = read.output;
  const book = new Book(answers);
  const estate = wide(book, { readAt, cloud, tenant, columns });
  const settled = subjects.reduce((known, subject) => withSubject(known, subject, book), estate);
  return { ...snapshotOf(settled) };
}

type Entry = v.InferOutput<typeof file>['answers'][number];

/** All pages of an answer, with the version of the API that gave it, or why there is none. */
type Told = { readonly pages: readonly ArmObject[]; readonly version: string } | { readonly why: string };

const unasked: Told = { why: 'the script did not ask' };

/** The entries of the file by their questions. */
class Book {
  readonly #entries: ReadonlyMap<string, readonly Entry[]>;

  constructor(entries: readonly Entry[]) {
    this.#entries = Map.groupBy(entries, ({ asked }) => addressKey(asked));
  }

  /** Takes the first of several versions whose answer is complete. */
  told(path: string): Told {
    const byVersion = Map.groupBy(this.#entries.get(addressKey(path)) ?? [], ({ asked }) => versionIn(asked));
    let told = unasked;
    for (const [version, entries] of byVersion) {
      const failed = entries.find(entry => 'failed' in entry);
      const pages = entries.flatMap(entry => ('answer' in entry ? [entry.answer] : []));
      told = failed && 'failed' in failed ? { why: failed.failed || 'no response' } : whole(pages, version);
      if ('pages' in told) return told;
    }
    return told;
  }

  items(path: string): { readonly items: readonly ArmObject[]; readonly version: string } | { readonly why: string } {
    const told = this.told(path);
    if ('why' in told) return told;
    const lists = told.pages.map(page => objectList(page, 'value'));
    if (lists.some(each => each === undefined)) return { why: 'the response is not a list' };
    return { items: lists.flatMap(each => each ?? []), version: told.version };
  }

  table(name: keyof typeof queries, keep: (row: ArmObject) => ArmObject): Table {
    const told = this.told(name);
    if ('why' in told) return { rows: [], failure: told };
    const rows = told.pages.flatMap(page => objectList(page, 'data') ?? []);
    const total = told.pages[0]?.['totalRecords'];
    const isWhole = typeof total === 'number' && rows.length >= total;
    const failure = isWhole ? undefined : { why: `the response lacks rows: ${rows.length} of ${total}` };
    return { rows: rows.map(keep), failure };
  }
}

/** Only the last page links to no further page. */
function whole(pages: readonly ArmObject[], version: string): Told {
  const isCut = (page: ArmObject | undefined) =>
    page === undefined || Boolean(page['nextLink'] ?? page['$skipToken'] ?? page['@odata.nextLink']);
  return isCut(pages.at(-1)) ? { why: 'the response lacks pages' } : { pages, version };
}

function addressKey(asked: string): string {
  return idKey(asked.split('?')[0] ?? '');
}

function versionIn(asked: string): string {
  return /[?&]api-version=([^&]*)/.exec(asked)?.[1] ?? '';
}

/** The wide map, as `readEstate` makes it for one tenant. */
function wide(
  book: Book,
  { tenant, columns, ...head }: Pick<v.InferOutput<typeof file>, 'readAt' | 'cloud' | 'tenant' | 'columns'>,
): Estate {
  const listed = book.items(subscriptionList);
  if ('why' in listed) {
    const gaps = [{ what: '*', scope: '/', why: listed.why }];
    return estateOf([{ ...emptyPart, tenant, gaps }], head);
  }
  const table = (name: keyof typeof queries) => book.table(name, kept[name]?.() ?? (row => row));
  const tables = {
    resources: book.table('resources', row => resourceOf(row, columns)),
    'role assignments': table('role assignments'),
    'role definitions': table('role definitions'),
    'dns records': table('dns records'),
    subscriptions: table('subscriptions'),
  };
  const part = tenantPart(tenant, listed.items, tables);
  return estateOf([{ ...part, gaps: [...part.gaps, ...otherTenants(book, tenant)] }], head);
}

/** az reads one tenant of the account. */
function otherTenants(book: Book, own: string): readonly Gap[] {
  const listed = book.items(tenantList);
  if ('why' in listed) return [{ what: 'resources', scope: '/', why: listed.why }];
  return listed.items
    .map(each => textField(each, 'tenantId'))
    .filter(id => id !== '' && !sameId(id, own))
    .map(id => ({ what: 'resources', scope: `/tenants/${id}`, why: 'the script read another tenant' }));
}

/** The estate with the answers about a subject. `withAnswers` removes each doubt that an answer closes. */
function withSubject(estate: Estate, { of, questions }: QuestionSubject, book: Book): Estate {
  const answers = idsOf(of, estate).flatMap(id => questions.flatMap(question => answersTo(question, id, estate, book)));
  return withAnswers(estate, [...answers, ...stillOpen(answers)]);
}

/** The ids that an answer would be about. */
function idsOf(of: QuestionSubject['of'], estate: Estate): readonly string[] {
  switch (of) {
    case 'subscription':
      return Object.keys(estate.tenants).map(id => `/subscriptions/${id}`);
    case 'principal':
      return principalsIn(estate.resources);
    case 'client':
      return clientsIn(estate.resources);
    default:
      return estate.resources.flatMap(each => (sameId(textField(each, 'type'), of) ? textField(each, 'id') : []));
  }
}

/** Object ids anywhere in the resources, as the script finds them. */
function principalsIn(resources: readonly ArmObject[]): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isObject(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      if (/^(principalId|objectId)$/i.test(key) && typeof inner === 'string') found.add(inner.toLowerCase());
      visit(inner);
    }
  };
  resources.forEach(visit);
  return [...found];
}

function clientsIn(resources: readonly ArmObject[]): readonly string[] {
  const ids = resources.map(({ properties }) => textField(part(properties, 'servicePrincipalProfile'), 'clientId'));
  return [...new Set(ids.filter(id => id !== '' && id !== 'msi').map(id => id.toLowerCase()))];
}

function answersTo(question: Question, id: string, estate: Estate, book: Book): readonly SourceAnswer[] {
  const { what, path } = question;
  const asked = pathOf(question, id);
  const told = book.told(asked);
  const failed = (why: string): readonly SourceAnswer[] =>
    what === undefined ? [] : [{ kind: 'failed', what, scope: id, why }];
  const listed = (make: (items: readonly ArmObject[], version: string) => SourceAnswer): readonly SourceAnswer[] => {
    const read = book.items(asked);
    return 'why' in read ? failed(read.why) : [make(read.items, read.version)];
  };
  const last = path.split('/').at(-1) ?? '';
  switch (what) {
    case 'resources':
      return listed(items => permissionsAnswer(id, items));
    case 'roleAssignments':
    case 'denyAssignments':
    case 'roleEligibilityScheduleInstances':
      return 'why' in told && isUnlicensed(what, told.why) ? [] : listed(items => ({ kind: what, scope: id, items }));
    case 'tokens':
    case 'scopeMaps':
    case 'cacheRules':
    case 'credentialSets':
    case 'identityBindings':
      return listed((items, version) => childrenAnswer(id, what, items, version));
    case 'dnsForwardingRulesets':
      return last === 'forwardingRules' || last === 'virtualNetworkLinks'
        ? listed((items, version) => childrenAnswer(id, last, items, version))
        : [];
    case 'groups':
      return 'why' in told ? failed(told.why) : groupsAnswer(id, told.pages, failed);
    case 'credentials':
      return credentialsAnswer(told);
    case 'sites':
      return last === 'web' ? [siteIn(estate, id, book)] : [];
    default:
      return 'why' in told
        ? failed(told.why)
        : [resourceAnswer(id, partlyWritten(id, told.pages, estate), told.version)];
  }
}

function groupsAnswer(
  id: string,
  [page]: readonly ArmObject[],
  failed: (why: string) => readonly SourceAnswer[],
): readonly SourceAnswer[] {
  const groups = page?.['value'];
  const isRead = Array.isArray(groups) && groups.every(each => typeof each === 'string');
  return isRead ? [{ kind: 'groups', scope: id, groups }] : failed('the response is not a list');
}

/** An application whose home is another tenant is not found here. */
function credentialsAnswer(told: Told): readonly SourceAnswer[] {
  if ('pages' in told) return [{ kind: 'credentials', scope: '/', items: told.pages }];
  return isAbsence(told.why) ? [] : [{ kind: 'failed', what: 'credentials', scope: '/', why: told.why }];
}

/** A resource, with what Resource Graph has of it: a partly written answer has only its properties. */
function partlyWritten(id: string, [page]: readonly ArmObject[], estate: Estate): ArmObject {
  return page && 'type' in page ? page : { ...resourceIn(estate, id), properties: page?.['properties'] ?? {} };
}

function resourceIn({ resources }: Estate, id: string): ArmObject {
  return resources.find(each => idKey(textField(each, 'id')) === idKey(id)) ?? {};
}

function siteIn(estate: Estate, id: string, book: Book): SourceAnswer {
  const config = book.told(`${id}/config/web`);
  const containers = book.items(`${id}/sitecontainers`);
  const failed = (why: string): SourceAnswer => ({ kind: 'failed', what: collectionOf(id), scope: id, why });
  if ('why' in config) return failed(config.why);
  if ('why' in containers) return failed(containers.why);
  const [page] = config.pages;
  const stack = page?.['hasSiteContainers'] === true ? { linuxFxVersion: 'sitecontainers' } : {};
  return siteAnswer(id, resourceIn(estate, id), { ...part(page, 'properties'), ...stack }, containers.items);
}
