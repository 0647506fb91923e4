import { createHash } from 'node:crypto';
import { ago, count, type Style } from '../style.ts';
import { html, type Markup, raw, sentence } from './html.ts';
import type { MapReport, ReportedHolder, ReportedRegistry } from './mapReport.ts';
import { script, style } from './page.ts';
import { type Cell, figuresOf, type Group, nameOf, type Section, sectionsOf, type Tone } from './sections.ts';

/** One page that holds all it needs, and may load nothing. */
export function mapHtml(report: MapReport, { now }: Style): string {
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
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
<style>${raw(style)}</style>
</head>
<body>
<header><div>
<h1>Who can pull what</h1>
<p>${headline(report, now)}</p>
<ul class="figures">${figuresOf(report).map(figure)}</ul>
</div></header>
<nav aria-label="Filter"><div><label>Filter <input type="search" placeholder="registry, identity, role, image …" autocomplete="off" spellcheck="false"></label><output aria-live="polite"></output></div></nav>
<main>
${[matrixPart(report), ...sectionsOf(report).map(sectionPart)]}
</main>
<footer>Made by <code>acr-pull map</code>. It shows who is let in, and no secret.</footer>
<script>${raw(script)}</script>
</body>
</html>
`.text;
}

function headline({ maps, images }: MapReport, now: Date): Markup {
  const read = maps.map(({ origin, readAt }) =>
    sentence(`\`${origin}\`, ${readAt === null ? 'of unknown age' : `read ${ago(readAt, now)} (${readAt})`}`),
  );
  const manifests = images === 0 ? 'no manifest' : `manifests with ${count(images, 'image')}`;
  return html`From ${read.flatMap((each, i) => (i === 0 ? [each] : [html`, `, each]))}, and ${manifests}`;
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

function groupPart({ about, rows, prevention = [] }: Group, heads: readonly string[]): Markup {
  const list = rows.length === 0 ? html`` : table(heads, rows);
  if (!about) return list;
  const commands = prevention.flatMap(({ title, principal, bash }) => [
    html`<p class="hint">${sentence(`${title} to ${principal}`)}</p>`,
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

function table(heads: readonly string[], rows: Group['rows']): Markup {
  const head = heads.map(each => (each === '' ? html`<td></td>` : html`<th scope="col">${each}</th>`));
  const body = rows.map(
    ([
      first = '',
      ...rest
    ]) => html`<tr><th scope="row">${inCell(first)}</th>${rest.map(each => html`<td>${inCell(each)}</td>`)}</tr>
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

function matrixPart({ registries }: MapReport): Markup {
  const list = matrixTable(registries);
  const hint =
    'By role; the network is another matter. all: every repository. some: those that a condition names. broad: more than a pull needs. eligible: only once activated. unsure: a deny assignment may apply. denied: one removes it.';
  return list ? part('matrix', 'Who can pull', hint, list) : html``;
}

/** More columns than these are no overview. */
const mostRegistries = 40;

/**
 * Identities down, registries across: the question of the page at a glance. Each mark is a word, so that it needs neither
 * colour nor a legend to be read.
 */
function matrixTable(registries: readonly ReportedRegistry[]): Markup | undefined {
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
const kinds: Readonly<Record<NonNullable<Mark>, Tone>> = {
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

/** The filter finds a row also by these: the registries with a mark in it. */
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
    : html`<td>${tag(mark, kinds[mark])}</td>`;
}
