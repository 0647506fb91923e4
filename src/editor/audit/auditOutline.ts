import { gapInWords } from '../../access/gaps.ts';
import type { AccessMap } from '../../access/map.ts';
import type { Fix } from '../../model/fix.ts';
import { t } from '../../model/l10n.ts';
import type { AdminAccount, RegistryGrant } from '../../verdict/reports/audit.ts';
import { switchToAbac } from '../../verdict/reports/whatIf.ts';
import { plain } from '../hover/markdown.ts';
import {
  counted,
  group,
  hasCommand,
  images as imagesInWords,
  inOrder,
  leaf,
  lineNode,
  linesOf,
  type OutlineNode,
  pulls,
  registryParts,
  resource,
  type State,
} from '../tree/outline.ts';
import { factsOf, holderNode } from '../tree/registriesOutline.ts';
import { type Audited, type RegistrySwitch, soon } from './auditWork.ts';

/** The audit as a tree: one section for each question, which says `none` only of what was read. */
export function auditOutline(parts: readonly Audited[]): readonly OutlineNode[] {
  if (parts.length === 0) return [];
  return [
    unneededSection(parts),
    broadSection(parts),
    adminSection(parts),
    expirySection(parts),
    modeSection(parts),
    switchSection(parts),
    ...gapSection(parts),
  ];
}

function adminSection(parts: readonly Audited[]): OutlineNode {
  const nodes = parts.flatMap(part => part.found.adminAccounts.map(account => accountNode(account, part)));
  const unread = parts.flatMap(({ map }) => map.registries.filter(({ adminEnabled }) => adminEnabled === undefined));
  return section({
    id: 'admin',
    label: t('Admin accounts'),
    description: [
      nodes.length > 0 ? t('{0} on', nodes.length) : t('none on'),
      ...(unread.length > 0 ? [t('not read: {0}', unread.length)] : []),
    ].join(' · '),
    state: stateFor(nodes.length, unread.length),
    tooltip: t(
      'One shared user name and password for the whole registry: no log shows who used it. Images that use it are listed below.',
    ),
    nodes,
  });
}

function expirySection(parts: readonly Audited[]): OutlineNode {
  const nodes = parts.flatMap(({ found }) =>
    found.expiring.map(({ appId, name, end, ended, clusters }) =>
      leaf({
        id: `expiry|${appId}`,
        kind: 'credential',
        label: plain(name),
        description: [ended ? t('expired {0}', end) : t('expires {0}', end), ...clusters].join(' · '),
        state: 'caution',
        tooltip: t('application {0}', appId),
      }),
    ),
  );
  const unread = parts.filter(({ map }) => map.credentials === undefined || hasGap(map, 'credentials')).length;
  const none = unread === parts.length ? t('not read') : t('none within {0} days', soon);
  return section({
    id: 'expiry',
    label: t('Expiring secrets'),
    description: nodes.length > 0 ? t('{0} expired or within {1} days', nodes.length, soon) : none,
    state: stateFor(nodes.length, unread),
    tooltip: t('Secrets and certificates of service principals that clusters or pull secrets use.'),
    nodes,
  });
}

/** Neither mode is wrong, but it decides which roles count. */
function modeSection(parts: readonly Audited[]): OutlineNode {
  const count = (mode: keyof Audited['found']['modes']) =>
    parts.reduce((sum, { found }) => sum + found.modes[mode].length, 0);
  const facts = [
    t('{0} legacy', count('legacy')),
    t('{0} ABAC', count('abac')),
    ...(count('unknown') > 0 ? [t('{0} not read', count('unknown'))] : []),
  ];
  const nodes = parts.flatMap(({ map, found }) =>
    [...found.modes.abac, ...found.modes.legacy, ...found.modes.unknown].map(registry =>
      leaf({
        ...registryParts(registry, map),
        id: `mode|${registry.id.toLowerCase()}`,
        description: factsOf(registry),
      }),
    ),
  );
  return section({
    id: 'modes',
    label: t('Access modes'),
    description: facts.join(' · '),
    state: count('unknown') > 0 ? 'unknown' : undefined,
    tooltip: t(
      'In ABAC mode, permissions are per repository, and Owner, Contributor, Reader and AcrPull do not grant a pull.',
    ),
    nodes,
  });
}

function gapSection(parts: readonly Audited[]): readonly OutlineNode[] {
  const nodes = parts.flatMap(({ map }) =>
    map.gaps.map(({ what, scope, why }, i) =>
      leaf({
        id: `gap|${map.origin}|${i}`,
        kind: 'gap',
        label: gapInWords({ what }),
        description: why,
        tooltip: `${scope}\n${why}`,
        subject: resource(scope, map),
      }),
    ),
  );
  if (nodes.length === 0) return [];
  const description = counted(nodes.length, t('1 gap'), t('{0} gaps', nodes.length));
  const tooltip = t("Facts that this account couldn't read. Results that depend on them are unknown.");
  return [section({ id: 'gaps', label: t('Not read'), description, state: 'unknown', tooltip, nodes })];
}

/** A registry whose admin account is on, and the pulls that use it. */
function accountNode({ registry, leaning }: AdminAccount, { map, places }: Audited): OutlineNode {
  const id = `admin|${registry.id.toLowerCase()}`;
  const lines = leaning.flatMap(finding => places.get(finding) ?? []);
  const images = new Set(leaning.map(({ reference }) => reference)).size;
  const uses = counted(images, t('1 image uses it'), t('{0} images use it', images));
  return group({
    ...registryParts(registry, map),
    id,
    description: images > 0 ? uses : t('no manifest here uses it'),
    state: 'caution',
    folding: lines.length > 0 ? 'folded' : 'leaf',
    children: () => linesOf(lines, id),
  });
}

/** Grants at registries that no manifest needs; where a pull can't be told, its registry's grants may be needed yet. */
function unneededSection(parts: readonly Audited[]): OutlineNode {
  const label = t('Unused pull roles');
  const tooltip = t('Pull roles that no manifest in this workspace uses. Other repositories may use them.');
  const counting = parts.filter(({ images }) => images > 0);
  if (counting.length === 0) {
    const description = t('no manifest was read');
    return section({ id: 'unneeded', label, description, state: 'unknown', tooltip, nodes: [] });
  }
  const nodes = counting.flatMap(part =>
    grantNodes('unneeded', part.found.unneeded, part, ({ registry }) => {
      const untold = [...part.places.values()].filter(
        one => one.registry === registry && one.finding.verdict.outcome === 'unknown',
      ).length;
      return untold > 0 ? t('may be used: {0} unknown', pulls(untold)) : undefined;
    }),
  );
  return grantSection('unneeded', label, tooltip, nodes, counting);
}

function broadSection(parts: readonly Audited[]): OutlineNode {
  const tooltip = t('Grants that a manifest uses and that allow more than pulling.');
  const nodes = parts.flatMap(part => grantNodes('broad', part.found.broad, part, () => undefined));
  return grantSection('broad', t('Broad grants'), tooltip, nodes, parts);
}

function grantSection(
  id: string,
  label: string,
  tooltip: string,
  nodes: readonly OutlineNode[],
  parts: readonly Audited[],
): OutlineNode {
  const isUnread = parts.some(({ map }) => map.roleAssignments === undefined || hasGap(map, 'roleAssignments'));
  const count = nodes.length > 0 ? counted(nodes.length, t('1 grant'), t('{0} grants', nodes.length)) : t('none');
  const state: State = nodes.length > 0 ? 'caution' : isUnread ? 'unknown' : 'works';
  const description = isUnread ? t('{0} · not all role assignments were read', count) : count;
  return section({ id, label, description, state, tooltip, nodes });
}

/** Each assignment once: one above registries holds for several of them. */
function grantNodes(
  id: string,
  grants: readonly RegistryGrant[],
  { map }: Audited,
  doubtOf: (grant: RegistryGrant) => string | undefined,
): readonly OutlineNode[] {
  const byAssignment = Map.groupBy(grants, ({ holder }) => holder.assignment.id.toLowerCase());
  return [...byAssignment.values()].flatMap(([first, ...more]): readonly OutlineNode[] => {
    if (!first) return [];
    const doubt = doubtOf(first);
    const several = more.length > 0 ? t('for {0} registries', more.length + 1) : undefined;
    const node = holderNode(first.holder, map, id, doubt ?? several);
    return [{ ...node, state: doubt === undefined ? 'caution' : 'unknown' }];
  });
}

type Part = Pick<OutlineNode, 'id' | 'label' | 'description' | 'tooltip' | 'state'>;

function section({ nodes, ...part }: Part & { readonly nodes: readonly OutlineNode[] }): OutlineNode {
  return group({ ...part, kind: 'section', folding: nodes.length > 0 ? 'folded' : 'leaf', children: () => nodes });
}

function stateFor(count: number, unread: number): State {
  if (count > 0) return 'caution';
  return unread > 0 ? 'unknown' : 'works';
}

function hasGap(map: AccessMap, what: string): boolean {
  return map.gaps.some(gap => gap.what === what);
}

/** What would stop working if each registry decided by repository, and what prevents it. */
function switchSection(parts: readonly Audited[]): OutlineNode {
  const switches = parts.flatMap(part => part.switches.map(one => ({ part, one })));
  const breaks = imagesOf(switches.flatMap(({ one }) => one.breaks));
  const doubtful = imagesOf(switches.flatMap(({ one }) => one.doubtful));
  const facts = [
    breaks > 0 ? t('breaks {0}', imagesInWords(breaks)) : t('breaks nothing'),
    ...(doubtful > 0 ? [t('{0} unknown', doubtful)] : []),
  ];
  const nodes = switches
    .filter(({ one }) => one.breaks.length + one.doubtful.length > 0)
    .map(({ part, one }) => switchNode(one, part));
  return section({
    id: 'switch',
    label: t('Switch to ABAC mode'),
    description: switches.length > 0 ? facts.join(' · ') : t('no working pull from a registry in legacy mode'),
    state: breaks > 0 ? 'caution' : doubtful > 0 ? 'unknown' : switches.length > 0 ? 'works' : undefined,
    tooltip: t('Pulls that work today and would fail in ABAC mode, with the role assignments that keep them working.'),
    nodes,
  });
}

function imagesOf(changes: RegistrySwitch['breaks']): number {
  return new Set(changes.map(({ attempt }) => attempt.reference)).size;
}

function switchNode({ registry, breaks, doubtful, stay }: RegistrySwitch, { map, now }: Audited): OutlineNode {
  const id = `switch|${registry.id.toLowerCase()}`;
  const changes = [...breaks, ...doubtful];
  const all = changes.length + stay;
  const facts = [
    breaks.length > 0 ? t('breaks {0} of {1}', breaks.length, pulls(all)) : '',
    doubtful.length > 0 ? t('{0} unknown', doubtful.length) : '',
  ];
  return group({
    ...registryParts(registry, map),
    id,
    description: facts.filter(fact => fact !== '').join(' · '),
    state: breaks.length > 0 ? 'caution' : 'unknown',
    children: () => {
      const attempts = changes.map(({ attempt }) => attempt);
      const { prevention } = switchToAbac(registry, attempts, map, now);
      return [
        ...prevention.map((fix, i) => preventionNode(fix, `${id}|fix|${i}`)),
        ...inOrder(changes.map(one => changedLine(one, id))),
      ];
    },
  });
}

/** To be done before the switch, so that nothing breaks. */
function preventionNode(fix: Fix, id: string): OutlineNode {
  return leaf({
    id,
    kind: 'fix',
    label: plain(fix.title),
    description: t('before the switch'),
    tooltip: fix.bash ?? plain(fix.title),
    subject: hasCommand(fix) ? { command: fix } : {},
  });
}

/** The line as it would be: there is nothing to mend there today. */
function changedLine({ after, attempt: { place } }: RegistrySwitch['breaks'][number], parentId: string): OutlineNode {
  const then = { ...place, finding: after };
  return { ...lineNode(then, parentId, after.verdict.message), subject: { line: place } };
}
