import { gapInWords } from '../../../access/gaps.ts';
import { html, type Markup, sentence } from './html.ts';
import type {
  MapReport,
  ReportedGrant,
  ReportedHolder,
  ReportedPull,
  ReportedRegistry,
  ReportedSwitch,
} from './mapReport.ts';
import {
  grantsInWords,
  modeInWords,
  nameOf,
  networkInWords,
  noManifests,
  stateInWords,
  switchInWords,
  yesOrNo,
} from './mapText.ts';

export function registriesPart({ registries }: MapReport): Markup {
  return part(
    'registries',
    'Registries',
    'In legacy mode a role lets in to every repository; in ABAC mode a condition can limit it, and AcrPull counts for nothing.',
    table(
      ['Registry', 'Access mode', 'Admin account', 'Anonymous pull', 'Network', 'Grants'],
      registries.map(each => [
        html`<th scope="row">${each.name}<small>${each.loginServer}</small></th>`,
        cell(tag(modeInWords(each), each.mode === 'abac' ? 'good' : each.mode === null ? 'warn' : '')),
        cell(tag(yesOrNo(each.adminEnabled), each.adminEnabled ? 'warn' : '')),
        cell(tag(yesOrNo(each.anonymousPull), each.anonymousPull ? 'warn' : '')),
        cell(html`${networkInWords(each)}`),
        cell(
          html`${each.complete ? each.pullers.length : each.pullers.length > 0 ? `${each.pullers.length}, not all read` : 'not read'}`,
        ),
      ]),
    ) ?? none('No registry was read.'),
  );
}

export function whoPart({ registries }: MapReport): Markup {
  const groups = registries.map(registry => {
    const { name, loginServer, pullers } = registry;
    const rows = pullers.map(each => [who(each), ...grantCells(each), cell(remark(each))]);
    const list = table(['Who', 'Role', 'Where', 'Repositories', ''], rows);
    return html`<details data-about="${name} ${loginServer}"${pullers.length > 0 && registries.length <= 3 ? html` open` : ''}>
<summary><h3>${name}</h3><span>${grantsInWords(registry)}</span></summary>
${list ?? ''}</details>`;
  });
  const hint = 'By role assignment at the registry or above it, grant by grant. A group stands for its members.';
  return part('who', 'Grants', hint, html`${groups}`);
}

export function matrixPart(report: MapReport): Markup {
  const table = matrixTable(report);
  const hint =
    'By role; the network is another matter. all: every repository. some: those that a condition names. broad: more than a pull needs. eligible: only once activated. unsure: a deny assignment may apply. denied: one takes it away.';
  return table ? part('matrix', 'Who can pull', hint, table) : html``;
}

export function broadPart({ broad }: MapReport): Markup {
  const rows = broad.map(each => [
    who(each),
    ...grantCells(each),
    registriesCell(each),
    cell(sentence(each.broad ?? '')),
  ]);
  return part(
    'broad',
    'Broader than needed',
    'A manifest needs these grants, and they allow more than its pull.',
    table(['Who', 'Role', 'Where', 'Repositories', 'Registries', 'Why'], rows) ?? none('None.'),
  );
}

export function unusedPart({ unused }: MapReport): Markup {
  const rows = (unused ?? []).map(each => [who(each), ...grantCells(each), registriesCell(each)]);
  return part(
    'unused',
    'Unused',
    'Grants at a registry that none of the manifests needs. Others may: people, pipelines, manifests elsewhere.',
    table(['Who', 'Role', 'Where', 'Repositories', 'Registry'], rows) ?? none(unused === null ? noManifests : 'None.'),
  );
}

export function adminPart({ adminAccounts }: MapReport): Markup {
  const rows = adminAccounts.flatMap(({ registry, leaning }) =>
    leaning.length === 0
      ? [
          [
            heading(registry),
            cell(tag('nothing here leans on it', 'good')),
            cell(html`It can be switched off, as far as these manifests go.`),
          ],
        ]
      : leaning.map(each => [heading(registry), cell(html`<code>${each.image}</code>`), pullCell(each)]),
  );
  return part(
    'admin',
    'Admin accounts that are on',
    'One password for everybody, with the right to push. Whoever leans on it should pull with an identity of its own.',
    table(['Registry', 'Image', 'Where'], rows) ?? none('None.'),
  );
}

export function expiringPart({ expiring: { days, credentials } }: MapReport): Markup {
  const rows = credentials.map(({ name, appId, end, ended, clusters }) => [
    html`<th scope="row">${sentence(name)}<small>${appId}</small></th>`,
    cell(html`<time datetime="${end}">${end}</time>`),
    cell(tag(ended ? 'ended' : 'ends soon', ended ? 'bad' : 'warn')),
    cell(html`${clusters.join(', ')}`),
  ]);
  return part(
    'expiring',
    `Credentials that end within ${days} days`,
    'The last of an application’s secrets and certificates.',
    table(['Application', 'Ends', '', 'Clusters that pull as it'], rows) ?? none('None.'),
  );
}

export function switchPart({ abacSwitch }: MapReport): Markup {
  const parts = abacSwitch.map(each => {
    const { registry, breaks, prevention } = each;
    const commands = prevention.flatMap(({ title, principal, bash }) => [
      html`<p class="hint">${sentence(`${title} to ${principal}`)}</p>`,
      ...(bash === null ? [] : [html`<pre>${bash.replaceAll('\n', ' && ')}</pre>`]),
    ]);
    const before =
      commands.length > 0
        ? html`<details class="inner"><summary>What prevents it, made before the switch: ${prevention.length === 1 ? '1 assignment' : `${prevention.length} assignments`}</summary><div class="inside">${commands}</div></details>`
        : '';
    const said = switchInWords(each);
    return html`<details data-about="${registry}"${breaks.length > 0 && abacSwitch.length <= 6 ? html` open` : ''}>
<summary><h3>${registry}</h3><span>${said}</span></summary>
${table(['Image', 'Target', 'Why'], changedRows(each)) ?? ''}${before}</details>`;
  });
  return part(
    'abac',
    'What the switch to ABAC mode breaks',
    'Registries in legacy mode, and the pulls of the manifests that work today.',
    parts.length > 0 ? html`${parts}` : none('No manifest pulls from a registry in legacy mode.'),
  );
}

export function gapsPart({ gaps }: MapReport): Markup {
  const rows = gaps.map(gap => [heading(gapInWords(gap)), cell(html`${gap.scope}`), cell(html`${gap.why}`)]);
  const list = table(['What', 'Where', 'Why'], rows);
  return list ? part('gaps', 'Not read', 'Nothing is claimed of these.', list) : html``;
}

function changedRows({ breaks, doubtful }: ReportedSwitch): readonly (readonly Markup[])[] {
  const row = (each: ReportedSwitch['breaks'][number], kind: 'bad' | 'warn') => [
    html`<th scope="row"><code>${each.image}</code><small>${each.file}:${each.line}</small></th>`,
    cell(html`${each.target ?? ''}`),
    cell(html`${tag(kind === 'bad' ? 'breaks' : 'doubtful', kind)} ${sentence(each.why)}`),
  ];
  return [...breaks.map(each => row(each, 'bad')), ...doubtful.map(each => row(each, 'warn'))];
}

function part(id: string, title: string, hint: string, content: Markup): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2><p class="hint">${hint}</p>${content}</section>
`;
}

/** Undefined without rows. */
function table(heads: readonly string[], rows: readonly (readonly Markup[])[]): Markup | undefined {
  if (rows.length === 0) return undefined;
  const head = heads.map(each => (each === '' ? html`<td></td>` : html`<th scope="col">${each}</th>`));
  return html`<div class="box"><table><thead><tr>${head}</tr></thead><tbody>
${rows.map(
  cells => html`<tr>${cells}</tr>
`,
)}</tbody></table></div>`;
}

function none(text: string): Markup {
  return html`<p class="none">${text}</p>`;
}

function cell(content: Markup): Markup {
  return html`<td>${content}</td>`;
}

function heading(text: string): Markup {
  return html`<th scope="row">${text}</th>`;
}

function registriesCell({ registries }: ReportedGrant): Markup {
  return cell(html`${registries.join(', ')}`);
}

function tag(text: string, kind: 'good' | 'warn' | 'bad' | ''): Markup {
  return html`<span class="tag ${kind}">${text}</span>`;
}

function who(holder: ReportedHolder): Markup {
  const { name, principalId, principalType } = holder;
  const id = name === null ? (principalType ?? '') : principalId;
  return html`<td class="who">${sentence(nameOf(holder))}<small>${id}</small></td>`;
}

function grantCells({ role, where, repositories }: ReportedHolder): readonly Markup[] {
  return [cell(html`${role}`), cell(sentence(where)), cell(sentence(repositories ?? 'every repository'))];
}

function remark(holder: ReportedHolder): Markup {
  const { state, broad } = holder;
  if (state === 'denied') return tag('denied', 'bad');
  if (state !== 'active') return html`<span class="tag warn" title="${stateInWords(holder)}">${state}</span>`;
  return broad === null ? html`` : html`<span class="tag warn" title="${broad}">broad</span>`;
}

function pullCell({ file, line, target }: ReportedPull): Markup {
  return html`<td>${target === null ? '' : `${target} `}<small>${file}:${line}</small></td>`;
}

/** More columns than these are no overview. */
const mostRegistries = 40;

/**
 * Identities down, registries across: the question of the page at a glance. Each mark is a word, so that it needs neither
 * colour nor a legend to be read.
 */
function matrixTable({ registries }: MapReport): Markup | undefined {
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
