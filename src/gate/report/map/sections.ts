import { gapInWords } from '../../../access/gaps.ts';
import { causes } from '../../../causes/index.ts';
import type {
  MapReport,
  ReportedGrant,
  ReportedHolder,
  ReportedLack,
  ReportedPull,
  ReportedRegistry,
  ReportedSwitch,
} from './mapReport.ts';

/** The table and the page show the same sections; each of them only lays them out. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly heads: readonly string[];
  readonly groups: readonly Group[];
  /** Said where there is no row; null: then the section is left out. */
  readonly none: string | null;
}

/** Rows of one registry, or of no one. */
export interface Group {
  readonly about?: { readonly registry: string; readonly host: string; readonly sum: string; readonly isOpen: boolean };
  readonly rows: readonly (readonly Cell[])[];
  /** Commands that go with the rows. */
  readonly prevention?: ReportedSwitch['prevention'];
}

/** Plain text with names in backticks; or more. */
export type Cell =
  | string
  | {
      readonly text: string;
      /** A second line, which the table has no room for. */
      readonly small?: string;
      readonly tone?: Tone;
      /** Says nothing without its head. */
      readonly isBare?: boolean;
    };
export type Tone = 'good' | 'warn' | 'bad' | '';

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
      heads: ['Who', '', 'Role, or what is wrong', 'Where', 'Images or repositories'],
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
      groups: [{ rows: broad.map(each => [...grantCells(each), registriesOf(each), each.broad ?? '']) }],
      none: 'None.',
    },
    {
      id: 'admin',
      title: 'Admin accounts that are on',
      hint: 'One password for everyone, with the right to push. A workload that uses it should pull with its own identity.',
      heads: ['Registry', 'Image', 'Target', 'Manifest'],
      groups: [
        {
          rows: adminAccounts.flatMap(({ registry, leaning }) =>
            leaning.length === 0
              ? [[registry, { text: 'no manifest uses it', tone: 'good' as const }]]
              : leaning.map(each => [registry, ...pullCells(each)]),
          ),
        },
      ],
      none: 'None.',
    },
    {
      id: 'expiring',
      title: `Credentials that expire within ${expiring.days} days`,
      hint: 'The secret or certificate of an application that expires last.',
      heads: ['Application', 'Ends', '', 'Clusters that pull as it'],
      groups: [
        {
          rows: expiring.credentials.map(({ name, appId, end, ended, clusters }) => [
            { text: name, small: appId },
            end,
            ended ? { text: 'ended', tone: 'bad' as const } : { text: 'expires soon', tone: 'warn' as const },
            clusters.join(', '),
          ]),
        },
      ],
      none: 'None.',
    },
    {
      id: 'abac',
      title: 'What the switch to ABAC mode breaks',
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
          ...breaks.map(each => [...pullCells(each), { text: 'breaks', tone: 'bad' as const }, each.why]),
          ...doubtful.map(each => [...pullCells(each), { text: 'doubtful', tone: 'warn' as const }, each.why]),
        ],
        prevention,
      })),
      none: 'No manifest pulls from a registry in legacy mode.',
    },
    {
      id: 'gaps',
      title: 'Not read',
      hint: 'Facts that could not be read. Results that depend on them are unknown.',
      heads: ['What', 'Where', 'Why'],
      groups: [{ rows: gaps.map(gap => [gapInWords(gap), gap.scope, gap.why]) }],
      none: null,
    },
  ];
}

/** By registry: who lacks a role there, and then who holds one without need. */
function needGroups({ registries, lacking, unused }: MapReport): readonly Group[] {
  return registries.flatMap(({ name, loginServer }) => {
    const lacks = lacking.filter(({ registry }) => registry === name);
    const idle = (unused ?? []).filter(each => each.registries.includes(name));
    if (lacks.length + idle.length === 0) return [];
    const sum = `${lacks.length} lacking, ${idle.length} unused`;
    const rows = [
      ...lacks.map(lackingCells),
      ...idle.map(each => {
        const [who = '', role = '', where = '', repositories = ''] = grantCells(each);
        return [who, { text: 'unused', tone: 'warn' as const }, role, where, repositories];
      }),
    ];
    return [{ about: { registry: name, host: loginServer, sum, isOpen: lacks.length > 0 }, rows }];
  });
}

function lackingCells({ name, principalId, cause, pulls }: ReportedLack): readonly Cell[] {
  const [first, ...more] = pulls.map(({ image, target }) => (target === null ? image : `${image} on ${target}`));
  const images = more.length > 0 ? `${first} and ${more.length} more` : (first ?? '');
  return [{ text: name, small: principalId ?? '' }, { text: 'lacks it', tone: 'bad' }, causes[cause].title, '', images];
}

function registryRow(
  { name, loginServer, mode, adminEnabled, anonymousPull, network, ...rest }: ReportedRegistry,
  abacSwitch: MapReport['abacSwitch'],
) {
  const onOff = (value: boolean | null): Cell => ({
    text: value === null ? 'not read' : value ? 'on' : 'off',
    tone: value ? 'warn' : '',
    isBare: true,
  });
  const access = { legacy: 'legacy', abac: 'ABAC (by repository)' };
  return [
    { text: name, small: loginServer },
    {
      text: mode === null ? 'not read' : access[mode],
      tone: mode === 'abac' ? ('good' as const) : mode === null ? ('warn' as const) : ('' as const),
      isBare: true,
    },
    mode === 'legacy' ? readiness(abacSwitch.find(({ registry }) => registry === name)) : '',
    onOff(adminEnabled),
    onOff(anonymousPull),
    { text: network === null ? 'not read' : network === 'selected' ? 'selected networks' : network, isBare: true },
    grantsInWords(rest),
  ];
}

/** What the switch to ABAC mode would do to the pulls of the manifests. */
function readiness(pulls: ReportedSwitch | undefined): Cell {
  if (!pulls) return { text: 'no pull known', isBare: true };
  const { breaks, doubtful, stay } = pulls;
  if (breaks.length > 0)
    return {
      text: `breaks ${breaks.length} of ${breaks.length + doubtful.length + stay} pulls`,
      tone: 'bad',
      isBare: true,
    };
  return doubtful.length > 0
    ? { text: `${doubtful.length} unclear`, tone: 'warn', isBare: true }
    : { text: 'ready', tone: 'good', isBare: true };
}

/** How many hold a pull role, as far as that was read. */
function grantsInWords({ pullers, complete }: Pick<ReportedRegistry, 'pullers' | 'complete'>): string {
  const rest = complete ? '' : pullers.length > 0 ? ', and not all were read' : 'role assignments were not read';
  if (pullers.length === 0) return rest || 'no pull role is assigned';
  return `${pullers.length} grant${pullers.length === 1 ? '' : 's'}${rest}`;
}

export function nameOf({ name, principalId }: ReportedHolder): string {
  return name ?? principalId;
}

function grantCells(holder: ReportedHolder): readonly Cell[] {
  const { name, principalId, principalType, role, where, repositories } = holder;
  const small = name === null ? (principalType ?? '') : principalId;
  return [{ text: nameOf(holder), small }, role, where, repositories ?? 'every repository'];
}

function stateOf({ state, broad }: ReportedHolder): Cell {
  if (state === 'denied') return { text: 'removed by a deny assignment', tone: 'bad' };
  if (state === 'eligible') return { text: 'eligible, not active', tone: 'warn' };
  if (state === 'unknown') return { text: 'not certain: a deny assignment may apply', tone: 'warn' };
  return broad === null ? '' : { text: 'broad', tone: 'warn' };
}

function registriesOf({ registries }: ReportedGrant): string {
  return registries.join(', ');
}

function pullCells({ image, target, file, line, column }: ReportedPull): readonly Cell[] {
  return [image, target ?? '', `${file}:${line}:${column}`];
}

/** The numbers at the top: each with a word, and whether it needs attention. */
export function figuresOf(report: MapReport): readonly {
  readonly number: number;
  readonly noun: string;
  readonly part: string;
  readonly isLoud: boolean;
}[] {
  const breaking = report.abacSwitch.reduce((sum, { breaks }) => sum + breaks.length, 0);
  const { credentials } = report.expiring;
  const figure = (number: number, [one, more]: readonly [string, string], part: string, isLoud = false) => ({
    number,
    noun: number === 1 ? one : more,
    part,
    isLoud,
  });
  return [
    figure(report.registries.length, ['registry', 'registries'], 'registries'),
    figure(
      report.registries.reduce((sum, { pullers }) => sum + pullers.length, 0),
      ['grant that pulls', 'grants that pull'],
      'who',
    ),
    figure(report.lacking.length, ['lacks a role', 'lack a role'], 'need', report.lacking.length > 0),
    figure(report.broad.length, ['broader than needed', 'broader than needed'], 'broad', report.broad.length > 0),
    ...(report.unused === null
      ? []
      : [figure(report.unused.length, ['unused', 'unused'], 'need', report.unused.length > 0)]),
    figure(
      report.adminAccounts.length,
      ['admin account on', 'admin accounts on'],
      'admin',
      report.adminAccounts.length > 0,
    ),
    figure(credentials.length, ['expiring credential', 'expiring credentials'], 'expiring', credentials.length > 0),
    figure(breaking, ['pull that ABAC mode breaks', 'pulls that ABAC mode breaks'], 'abac', breaking > 0),
  ];
}
