import { createHash } from 'node:crypto';
import { quoteForHtml } from '../../../model/quote.ts';
import { count, readAgo, type Style } from '../style.ts';
import type { MapReport, ReportedHolder, ReportedLack, ReportedRegistry } from './mapReport.ts';
import { pageScript, style } from './page.ts';
import { type Cell, figuresOf, holderName, type Section, type SectionRows, sectionsOf, type Tone } from './sections.ts';

/** One page that contains everything it needs, and may load nothing. */
export function mapHtml(report: MapReport, { now }: Style): string {
  const sections = sectionsOf(report).map(sectionPart);
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(pageScript)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Who can pull what</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header><div>
<h1>Who can pull what</h1>
<p>${headline(report, now)}</p>
<ul class="figures">${figuresOf(report).map(figure)}</ul>
</div></header>
<nav aria-label="Filter"><div><label>Filter <input type="search" placeholder="registry, identity, role, image …" autocomplete="off" spellcheck="false"></label><output aria-live="polite"></output></div></nav>
<main>
${report.registries.length <= mostColumns ? [matrixPart(report), ...sections] : [...sections, reachPart(report)]}
</main>
<footer>Made by <code>acr-pull map</code>. It shows who is let in, and no secret.</footer>
<script>${new Markup(pageScript)}</script>
</body>
</html>
`.text;
}

function headline({ maps: [{ origin, readAt }], images }: MapReport, now: Date): Markup {
  const at = readAt === null ? '' : ` (${readAt})`;
  const manifests = images === 0 ? 'no manifest' : `manifests with ${count(images, 'image')}`;
  return html`From ${sentence(`\`${origin}\`, ${readAgo(readAt, now)}${at}`)}, and ${manifests}`;
}

function figure({ number, noun, part, isLoud }: ReturnType<typeof figuresOf>[number]): Markup {
  return html`<li class="${isLoud ? 'loud' : ''}"><a href="#${part}"><b>${number}</b><span>${noun}</span></a></li>`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function sectionPart({ id, title, hint, heads, groups, none }: Section): Markup {
  const isEmpty = groups.every(({ about, rows }) => about === undefined && rows.length === 0);
  if (isEmpty && none === null) return html``;
  const content = groups.map(group => groupPart(group, heads));
  return part(id, title, hint, isEmpty ? html`<p class="none">${none ?? ''}</p>` : html`${content}`);
}

function groupPart({ about, rows, prevention = [] }: SectionRows, heads: readonly string[]): Markup {
  const list = rows.length === 0 ? html`` : table(heads, rows);
  if (!about) return list;
  const commands = prevention.flatMap(({ title, bash }) => [
    html`<p class="hint">${sentence(title)}</p>`,
    ...(bash === null ? [] : [html`<pre>${bash.replaceAll('\n', ' && ')}</pre>`]),
  ]);
  const before =
    commands.length > 0
      ? html`<details class="inner"><summary>To prevent it, before the switch: ${count(prevention.length, 'assignment')}</summary><div class="inside">${commands}</div></details>`
      : '';
  return html`<details data-about="${about.registry} ${about.host}"${about.isOpen ? html` open` : ''}>
<summary><h3>${about.registry}</h3><span>${about.sum}</span></summary>
${list}${before}</details>`;
}

function part(id: string, title: string, hint: string, content: Markup): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2><p class="hint">${hint}</p>${content}</section>
`;
}

function table(heads: readonly string[], rows: SectionRows['rows']): Markup {
  const head = heads.map(each => (each === '' ? html`<td></td>` : html`<th scope="col">${each}</th>`));
  const body = rows.map(
    ([
      first = '',
      ...rest
    ]) => html`<tr><th scope="row">${inCell(first)}</th>${rest.map((each, i) => (each === '' ? html`<td></td>` : html`<td data-head="${heads[i + 1] ?? ''}">${inCell(each)}</td>`))}</tr>
`,
  );
  return html`<div class="box"><table><thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table></div>`;
}

function inCell(cell: Cell): Markup {
  if (typeof cell === 'string') return sentence(cell);
  if (cell.tone !== undefined) return tag(cell.text, cell.tone);
  return html`${sentence(cell.text)}${cell.small === undefined ? '' : html`<small>${cell.small}</small>`}`;
}

function tag(text: string, tone: Tone): Markup {
  return html`<span class="tag ${tone}">${text}</span>`;
}

/**
 * Identities down, registries across: the page's main question at a glance. Each mark is a word, readable without
 * colour or legend.
 */
function matrixPart({ registries, lacking }: MapReport): Markup {
  const rows = rowsOf(registries, lacking);
  if (rows.length === 0) return html``;
  const heads = registries.map(({ name }) => html`<th scope="col" class="across"><span>${name}</span></th>`);
  const list = html`<div class="box matrix" tabindex="0" role="region" aria-label="Who can pull from which registry"><table><thead><tr><th scope="col">Who</th>${heads}</tr></thead><tbody>
${rows.map(
  ({
    name,
    marks,
  }) => html`<tr data-about="${reachedIn(registries, marks)}"><th scope="row">${sentence(name)}</th>${marks.map(shown)}</tr>
`,
)}</tbody></table></div>`;
  const hint =
    'By role; the network is not checked. all: every repository. some: those that a condition names. broad: more than a pull needs. eligible: only once activated. unsure: a deny assignment may apply. denied: one removes it. lacks: a manifest needs the pull, and the role is missing.';
  return part('matrix', 'Who can pull', hint, list);
}

/** More columns than these give no overview. Then each identity has its registries in a list. */
const mostColumns = 12;

function reachPart({ registries, lacking }: MapReport): Markup {
  const named = (marks: readonly Mark[], wanted: (mark: NonNullable<Mark>) => boolean) =>
    registries
      .flatMap(({ name }, i) => {
        const mark = marks[i];
        if (mark === undefined || !wanted(mark)) return [];
        return mark === 'all' || mark === 'lacks' ? name : `${name} (${mark})`;
      })
      .join(', ');
  const rows = rowsOf(registries, lacking).map(({ name, marks }) => [
    name,
    named(marks, mark => mark === 'lacks'),
    named(marks, isReached),
    named(marks, mark => mark !== 'lacks' && !isReached(mark)),
  ]);
  const hint = 'By role, over all registries; the network is not checked.';
  const heads = ['Who', 'Lacks a role on', 'Can pull from', 'Not certain'];
  return rows.length === 0 ? html`` : part('matrix', 'Who can pull', hint, table(heads, rows));
}

/** The later one wins if a cell has several. */
const tones = {
  'not read': '',
  denied: 'bad',
  eligible: 'warn',
  unsure: 'warn',
  some: 'good',
  all: 'good',
  broad: 'warn',
  lacks: 'bad',
} as const satisfies Record<string, Tone>;
const ranks: readonly (string | undefined)[] = [undefined, ...Object.keys(tones)];

type Mark = keyof typeof tones | undefined;

function rowsOf(registries: readonly ReportedRegistry[], lacking: readonly ReportedLack[]) {
  const rows = new Map<string, { readonly name: string; readonly marks: Mark[] }>();
  const mark = (key: string, name: string, column: number, found: Mark) => {
    // An identity without a known grant may hold one if not all grants were read.
    const blank = registries.map(({ complete }): Mark => (complete ? undefined : 'not read'));
    const row = rows.get(key.toLowerCase()) ?? { name, marks: blank };
    rows.set(key.toLowerCase(), row);
    // A grant that doesn't count explains more than a missing one.
    const isExplained = row.marks[column] === 'denied' || row.marks[column] === 'eligible';
    if (found !== 'lacks' || !isExplained) row.marks[column] = stronger(row.marks[column], found);
  };
  for (const [column, { name, pullers }] of registries.entries()) {
    for (const holder of pullers) mark(holder.principalId, holderName(holder), column, markOf(holder));
    for (const each of lacking.filter(({ registry }) => registry === name))
      mark(each.principalId ?? each.name, each.name, column, 'lacks');
  }
  return [...rows.values()].sort((a, b) => b.marks.filter(isReached).length - a.marks.filter(isReached).length);
}

function isReached(mark: Mark): boolean {
  return mark === 'all' || mark === 'some' || mark === 'broad';
}

/** The filter also finds a row by these: the registries with a mark in it. */
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
    : html`<td>${tag(mark, tones[mark])}</td>`;
}

/**
 * Text that is already markup. It is made only here, from literals and escaped values, and of our own style and script.
 */
class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Markup | readonly Markup[];

/** Markup from a template whose values are escaped, unless they are markup themselves. */
function html(literals: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(literals.reduce((text, literal, i) => text + inMarkup(values[i - 1] ?? '') + literal));
}

function inMarkup(value: Value): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return quoteForHtml(String(value));
}

/** A sentence with names in backticks, which become code. */
function sentence(text: string): Markup {
  const parts = text.split('`');
  // With an odd number of backticks, one belongs to a name. Then nothing becomes code.
  if (parts.length % 2 === 0) return html`${text}`;
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`;
}
