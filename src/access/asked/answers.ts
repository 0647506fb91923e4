import * as v from 'valibot';
import {
  type AssignmentList,
  type Estate,
  objectList,
  part,
  type SourceAnswer,
  snapshotOf,
  textField,
  withAnswers,
} from '../estate/estate.ts';
import { kindsByType, resourceType } from '../estate/kinds.ts';
import { childrenAnswer, permissionsAnswer, showsIdentities, stillOpen, withAbsent } from '../estate/source.ts';
import { emptyPart, estateOf, kept, type queries, type Table, tenantPart } from '../estate/tenant.ts';
import { resourceOf, trimmed } from '../estate/trimmed.ts';
import { idKey, sameId } from '../ids.ts';
import type { Gap } from '../map.ts';
import { type ArmObject, isObject } from '../snapshot/flattened.ts';
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
      return isUnlicensed(what, told) ? [] : listed(items => ({ kind: what, scope: id, items }));
    case 'tokens':
    case 'scopeMaps':
    case 'cacheRules':
    case 'credentialSets':
    case 'identityBindings':
      // A version that shows the identities of cache rules leaves them out where there are none.
      return listed((items, version) =>
        childrenAnswer(id, what, items, version === showsIdentities ? { identity: null } : {}),
      );
    case 'dnsForwardingRulesets':
      return last === 'forwardingRules' || last === 'virtualNetworkLinks'
        ? listed(items => childrenAnswer(id, last, items))
        : [];
    case 'groups':
      return 'why' in told ? failed(told.why) : groupsAnswer(id, told.pages, failed);
    case 'credentials':
      return credentialsAnswer(told);
    case 'sites':
      return last === 'web' ? siteAnswer(id, estate, book) : [];
    default:
      return resourceAnswer(id, told, estate, failed);
  }
}

/** A tenant without the licence for Privileged Identity Management, where nothing is eligible. */
function isUnlicensed(what: AssignmentList, told: Told): boolean {
  return what === 'roleEligibilityScheduleInstances' && 'why' in told && /AadPremiumLicenseRequired/.test(told.why);
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
  return isGone(told.why) ? [] : [{ kind: 'failed', what: 'credentials', scope: '/', why: told.why }];
}

function isGone(why: string): boolean {
  return /\b(Not Found|\w*NotFound)\b/.test(why);
}

/** The resource, with the parts that Resource Graph leaves out. */
function resourceAnswer(
  id: string,
  told: Told,
  estate: Estate,
  failed: (why: string) => readonly SourceAnswer[],
): readonly SourceAnswer[] {
  if ('why' in told) return failed(told.why);
  const [page] = told.pages;
  const type = resourceType(id);
  const shows = kindsByType[type]?.shows;
  const shown = shows?.version === told.version ? shows.fields : {};
  const own = estate.resources.find(each => idKey(textField(each, 'id')) === idKey(id));
  // A partly written answer has only its properties.
  const envelope = page && 'type' in page ? page : { ...own, properties: page?.['properties'] ?? {} };
  return [{ kind: 'resource', scope: id, resource: withAbsent(trimmed({ ...envelope, type }), shown) }];
}

/** A site with its `config/web`, and with its containers where it runs several. */
function siteAnswer(id: string, estate: Estate, book: Book): readonly SourceAnswer[] {
  const config = book.told(`${id}/config/web`);
  const containers = book.items(`${id}/sitecontainers`);
  const own = estate.resources.find(each => idKey(textField(each, 'id')) === idKey(id));
  const failed = (why: string): readonly SourceAnswer[] => [{ kind: 'failed', what: 'sites', scope: id, why }];
  if ('why' in config) return failed(config.why);
  if ('why' in containers) return failed(containers.why);
  const [page] = config.pages;
  const runsSeveral = page?.['hasSiteContainers'] === true;
  // These are containers of a site that does not run them now. It is not known which of the two settings counts.
  if (!runsSeveral && containers.items.length > 0) return failed('it has containers that it does not run');
  const siteConfig = { ...part(page, 'properties'), ...(runsSeveral ? { linuxFxVersion: 'sitecontainers' } : {}) };
  const properties = { ...part(own, 'properties'), siteConfig, siteContainers: containers.items };
  return [{ kind: 'resource', scope: id, resource: trimmed({ ...own, type: resourceType(id), properties }) }];
}
