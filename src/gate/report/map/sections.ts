import { gapInWords } from '../../../access/gaps.ts';
import { causes } from '../../../causes/index.ts';
import { count } from '../style.ts';
import type {
  MapReport,
  ReportedHolder,
  ReportedLack,
  ReportedPull,
  ReportedRegistry,
  ReportedSwitch,
} from './mapReport.ts';

/** The table and the page show the same sections, each in its own layout. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly heads: readonly string[];
  readonly groups: readonly SectionRows[];
  /** The text in place of rows if there are none. Null: then the section is left out. */
  readonly none: string | null;
}

/** Rows of one registry, or of none. */
export interface SectionRows {
  readonly about?: { readonly registry: string; readonly host: string; readonly sum: string; readonly isOpen: boolean };
  readonly rows: readonly (readonly Cell[])[];
  /** Commands that go with the rows. */
  readonly prevention?: ReportedSwitch['prevention'];
}

/** Plain text with names in backticks, or more than that. */
export type Cell =
  | string
  | {
      readonly text: string;
      /** A second line, for which the table has no room. */
      readonly small?: string;
      readonly tone?: Tone;
      /** True if it makes sense only with its head. */
      readonly isBare?: boolean;
    };
export type Tone = 'good' | 'warn' | 'bad' | '';

function toned(tone: Tone, text: string): Cell {
  return { text, tone };
}

/** A cell that makes sense only with its head. */
function bare(text: string, tone?: Tone): Cell {
  return { text, isBare: true, ...(tone === undefined ? {} : { tone }) };
}

export function sectionsOf(report: MapReport): readonly Section[] {
  const { registries, broad, unused, adminAccounts, expiring, abacSwitch, gaps } = report;
  return [
    {
      id: 'registries',
      title: 'Registries',
      hint: 'In legacy mode a role allows every repository. In ABAC mode a condition can limit it, and AcrPull has no effect. A registry is ready for the switch if all its known pulls keep working.',
      heads: ['Registry', 'Access mode', 'ABAC switch', 'Admin account', 'Anonymous pull', 'Network', 'Grants'],
      groups: [{ rows: registries.map(each => registryRow(each, abacSwitch)) }],
      none: 'No registry was read.',
    },
    {
      id: 'need',
      title: 'Lacking and unused',
      hint: 'Identities that need to pull and lack the role, and identities with a pull role on the registry that none of these manifests uses. People, pipelines and other manifests may use it.',
      heads: ['Who', '', 'Role or problem', 'Where', 'Images or repositories'],
      groups: needGroups(report),
      none:
        unused === null
          ? 'No manifest with an image of these registries was read, so it is not known which roles are needed.'
          : 'None.',
    },
    {
      id: 'who',
      title: 'Grants',
      hint: 'Each role assignment on the registry or above it that grants a pull. A group grants it to its members.',
      heads: ['Who', 'Role', 'Where', 'Repositories', ''],
      groups: registries.map(registry => ({
        about: {
          registry: registry.name,
          host: registry.loginServer,
          sum: grantsInWords(registry),
          isOpen: registry.pullers.length > 0 && registries.length <= 3,
        },
        rows: registry.pullers.map(each => [...grantCells(each), stateOf(each)]),
      })),
      none: 'None.',
    },
    {
      id: 'broad',
      title: 'Broader than needed',
      hint: 'A manifest uses these grants, and they allow more than pulling.',
      heads: ['Who', 'Role', 'Where', 'Repositories', 'Registries', 'Why'],
      groups: [{ rows: broad.map(each => [...grantCells(each), each.registries.join(', '), each.broad ?? '']) }],
      none: 'None.',
    },
    {
      id: 'admin',
      title: 'Admin accounts that are on',
      hint: 'One password for everyone, with the right to push. A workload that uses it should pull with its own identity.',
      heads: ['Registry', 'Image', 'Target', 'Manifest'],
      groups: [
        {
          rows: adminAccounts.flatMap(({ registry, leaning, unclear }) => {
            if (leaning.length + unclear.length === 0) return [[registry, toned('good', 'no manifest uses it')]];
            const open = count(unclear.length, 'pull');
            const more =
              unclear.length > 0
                ? [[registry, toned('warn', `may be used by ${open} whose credential was not read`)]]
                : [];
            return [...leaning.map(each => [registry, ...pullCells(each)]), ...more];
          }),
        },
      ],
      none: 'None.',
    },
    {
      id: 'expiring',
      title: `Credentials that expire within ${expiring.days} days`,
      hint: 'For each application, the secret or certificate that expires last.',
      heads: ['Application', 'Expires', '', 'Clusters that pull as it'],
      groups: [
        {
          rows: expiring.credentials.map(({ name, appId, end, ended, clusters }) => [
            { text: name, small: appId },
            end,
            ended ? toned('bad', 'expired') : toned('warn', 'expires soon'),
            clusters.join(', '),
          ]),
        },
      ],
      none: 'None.',
    },
    {
      id: 'abac',
      title: 'Pulls that the switch to ABAC mode breaks',
      hint: 'Registries in legacy mode, and the pulls that work today.',
      heads: ['Image', 'Target', 'Manifest', '', 'Why'],
      groups: abacSwitch.map(({ registry, breaks, doubtful, stay, prevention }) => ({
        about: {
          registry,
          host: '',
          sum: `${breaks.length} would break, ${doubtful.length} unclear, ${stay} would keep working`,
          isOpen: breaks.length > 0 && abacSwitch.length <= 6,
        },
        rows: [
          ...breaks.map(each => [...pullCells(each), toned('bad', 'breaks'), each.why]),
          ...doubtful.map(each => [...pullCells(each), toned('warn', 'doubtful'), each.why]),
        ],
        prevention,
      })),
      none: 'No manifest pulls from a registry in legacy mode.',
    },
    {
      id: 'gaps',
      title: 'Not read',
      hint: "Evidence that couldn't be read. Verdicts that depend on it are unknown.",
      heads: ['Evidence', 'Scope', 'Reason'],
      groups: [{ rows: gaps.map(gap => [gapInWords(gap), gap.scope, gap.why]) }],
      none: null,
    },
  ];
}

/** By registry: the identities that lack a role there, and then those that hold one without need. */
function needGroups({ registries, lacking, unused }: MapReport): readonly SectionRows[] {
  return registries.flatMap(({ name, loginServer }) => {
    const lacks = lacking.filter(({ registry }) => registry === name);
    const idle = (unused ?? []).filter(each => each.registries.includes(name));
    if (lacks.length + idle.length === 0) return [];
    const sum = `${lacks.length} lacking, ${idle.length} unused`;
    const rows = [
      ...lacks.map(lackingCells),
      ...idle.map(each => {
        const [who = '', role = '', where = '', repositories = ''] = grantCells(each);
        return [who, toned('warn', 'unused'), role, where, repositories];
      }),
    ];
    return [{ about: { registry: name, host: loginServer, sum, isOpen: lacks.length > 0 }, rows }];
  });
}

function lackingCells({ name, principalId, cause, pulls }: ReportedLack): readonly Cell[] {
  const [first = '', ...more] = pulls.map(({ image, target }) => (target === null ? image : `${image} on ${target}`));
  const images = more.length > 0 ? `${first} and ${more.length} more` : first;
  return [{ text: name, small: principalId ?? '' }, toned('bad', 'lacks it'), causes[cause].title, '', images];
}

const modes = {
  legacy: bare('legacy', ''),
  abac: bare('ABAC (by repository)', 'good'),
  unread: bare('not read', 'warn'),
} as const;

function registryRow(registry: ReportedRegistry, abacSwitch: MapReport['abacSwitch']): readonly Cell[] {
  const { name, loginServer, mode, adminEnabled, anonymousPull, network } = registry;
  const onOff = (value: boolean | null) =>
    bare(value === null ? 'not read' : value ? 'on' : 'off', value ? 'warn' : '');
  return [
    { text: name, small: loginServer },
    modes[mode ?? 'unread'],
    mode === 'legacy' ? readiness(abacSwitch.find(each => each.registry === name)) : '',
    onOff(adminEnabled),
    onOff(anonymousPull),
    bare(network === null ? 'not read' : network === 'selected' ? 'selected networks' : network),
    grantsInWords(registry),
  ];
}

/** The effect of a switch to ABAC mode on the pulls of the manifests. */
function readiness(pulls: ReportedSwitch | undefined): Cell {
  if (!pulls) return bare('no pull known');
  const { breaks, doubtful, stay } = pulls;
  if (breaks.length > 0)
    return bare(`breaks ${breaks.length} of ${breaks.length + doubtful.length + stay} pulls`, 'bad');
  return doubtful.length > 0 ? bare(`${doubtful.length} unclear`, 'warn') : bare('ready', 'good');
}

/** The number of known holders of a pull role. */
function grantsInWords({ pullers, complete }: Pick<ReportedRegistry, 'pullers' | 'complete'>): string {
  const rest = complete ? '' : pullers.length > 0 ? ', possibly more' : 'role assignments were not read';
  if (pullers.length === 0) return rest || 'no pull role is assigned';
  return `${pullers.length} grant${pullers.length === 1 ? '' : 's'}${rest}`;
}

export function holderName({ name, principalId }: ReportedHolder): string {
  return name ?? principalId;
}

function grantCells(holder: ReportedHolder): readonly Cell[] {
  const { name, principalId, principalType, role, where, repositories } = holder;
  const small = name === null ? (principalType ?? '') : principalId;
  return [{ text: holderName(holder), small }, role, where, repositories ?? 'every repository'];
}

function stateOf({ state, broad }: ReportedHolder): Cell {
  if (state === 'denied') return toned('bad', 'removed by a deny assignment');
  if (state === 'eligible') return toned('warn', 'eligible, not active');
  if (state === 'unknown') return toned('warn', 'not certain: a deny assignment may apply');
  return broad === null ? '' : toned('warn', 'broad');
}

function pullCells({ image, target, file, line, column }: ReportedPull): readonly Cell[] {
  return [image, target ?? '', `${file}:${line}:${column}`];
}

interface Figure {
  readonly number: number;
  readonly noun: string;
  /** The section with the details. */
  readonly part: string;
  readonly isLoud: boolean;
}

/** The numbers at the top, each with a word, and whether it needs attention. */
export function figuresOf({ registries, lacking, broad, unused, ...report }: MapReport): readonly Figure[] {
  const breaking = report.abacSwitch.reduce((sum, { breaks }) => sum + breaks.length, 0);
  const grants = registries.reduce((sum, { pullers }) => sum + pullers.length, 0);
  const figure = (part: string, number: number, one: string, more = one): Figure => {
    const isLoud = part !== 'registries' && part !== 'who' && number > 0;
    return { number, noun: number === 1 ? one : more, part, isLoud };
  };
  return [
    figure('registries', registries.length, 'registry', 'registries'),
    figure('who', grants, 'grant', 'grants'),
    figure('need', lacking.length, 'lacks a role', 'lack a role'),
    figure('broad', broad.length, 'broader than needed'),
    ...(unused === null ? [] : [figure('need', unused.length, 'unused')]),
    figure('admin', report.adminAccounts.length, 'admin account on', 'admin accounts on'),
    figure('expiring', report.expiring.credentials.length, 'expiring credential', 'expiring credentials'),
    figure('abac', breaking, 'pull that ABAC mode breaks', 'pulls that ABAC mode breaks'),
  ];
}
