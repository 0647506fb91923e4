import { html, type Markup, sentence } from './html.ts';
import type { MapReport, ReportedHolder, ReportedRegistry } from './mapReport.ts';
import { nameOf } from './words.ts';

/** More columns than these are no overview. */
const mostRegistries = 40;

/**
 * Identities down, registries across: the question of the page at a glance. Each mark is a word, so that it needs neither
 * colour nor a legend to be read.
 */
export function matrixTable({ registries }: MapReport): Markup | undefined {
  const rows = rowsOf(registries);
  if (rows.length === 0 || registries.length > mostRegistries) return undefined;
  const heads = registries.map(({ name }) => html`<th scope="col" class="across"><span>${name}</span></th>`);
  return html`<div class="box matrix" tabindex="0" role="region" aria-label="Who can pull from which registry"><table><thead><tr><th scope="col">Who</th>${heads}</tr></thead><tbody>
${rows.map(
  ({
    holder,
    marks,
  }) => html`<tr data-about="${reachedIn(registries, marks)}"><th scope="row">${sentence(nameOf(holder))}</th>${marks.map(shown)}</tr>
`,
)}</tbody></table></div>`;
}

type Mark = 'all' | 'some' | 'broad' | 'eligible' | 'unsure' | 'denied' | 'not read' | undefined;

const ranks: readonly Mark[] = [undefined, 'not read', 'denied', 'eligible', 'unsure', 'some', 'all', 'broad'];
const kinds: Readonly<Record<NonNullable<Mark>, string>> = {
  all: 'good',
  some: 'good',
  broad: 'warn',
  eligible: 'warn',
  unsure: 'warn',
  denied: 'bad',
  'not read': '',
};

function rowsOf(registries: readonly ReportedRegistry[]) {
  const rows = new Map<string, { readonly holder: ReportedHolder; readonly marks: Mark[] }>();
  for (const [column, { pullers }] of registries.entries()) {
    for (const holder of pullers) {
      const key = holder.principalId.toLowerCase();
      // Where not all grants were read, an identity without one may hold one.
      const blank = registries.map(({ complete }): Mark => (complete ? undefined : 'not read'));
      const row = rows.get(key) ?? { holder, marks: blank };
      rows.set(key, row);
      row.marks[column] = stronger(row.marks[column], markOf(holder));
    }
  }
  return [...rows.values()].sort((a, b) => reached(b.marks) - reached(a.marks));
}

function reached(marks: readonly Mark[]): number {
  return marks.filter(mark => mark === 'all' || mark === 'some' || mark === 'broad').length;
}

/** What the filter finds a row by, besides its own words: the registries with a mark in it. */
function reachedIn(registries: readonly ReportedRegistry[], marks: readonly Mark[]): string {
  return registries.flatMap(({ name }, i) => (marks[i] === undefined ? [] : [name])).join(' ');
}

function stronger(a: Mark, b: Mark): Mark {
  return ranks.indexOf(a) > ranks.indexOf(b) ? a : b;
}

function markOf({ state, broad, repositories }: ReportedHolder): Mark {
  if (state !== 'active') return state === 'unknown' ? 'unsure' : state;
  if (broad !== null) return 'broad';
  return repositories === null ? 'all' : 'some';
}

function shown(mark: Mark): Markup {
  return mark === undefined
    ? html`<td class="no"><span role="img" aria-label="no grant">·</span></td>`
    : html`<td><span class="tag ${kinds[mark]}">${mark}</span></td>`;
}
