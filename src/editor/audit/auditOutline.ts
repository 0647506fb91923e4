import { gapInWords } from '../../access/gaps.ts';
import type { AccessMap } from '../../access/map.ts';
import type { Fix } from '../../model/fix.ts';
import { t } from '../../model/l10n.ts';
import type { Finding } from '../../model/verdict.ts';
import type { AdminAccount, RegistryGrant } from '../../verdict/reports/audit.ts';
import { switchToAbac } from '../../verdict/reports/whatIf.ts';
import { hasCommand } from '../findings/fixTexts.ts';
import type { SeenFinding } from '../findings/seen.ts';
import { counted, factsOf, grantCountText, pullCountText, referenceCount, type State } from '../findings/tally.ts';
import { plain } from '../page/markdown.ts';
import {
  imageNodes,
  lineNode,
  nodeOf,
  type OutlineNode,
  registryParts,
  resourceSubject,
  sortedNodes,
  toldApart,
} from '../tree/outline.ts';
import { holderNode, settingsOf } from '../tree/registriesOutline.ts';
import { type Audited, type RegistrySwitch, soon } from './auditWork.ts';

/** The audit as a tree: one section for each question. `none` covers only what was read. */
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
  const { length: unread } = parts.flatMap(({ map }) => map.registries.filter(each => each.adminEnabled === undefined));
  return section({
    id: 'admin',
    label: t('Admin accounts'),
    description: factsOf(
      nodes.length > 0 ? t('{0} enabled', nodes.length) : t('none enabled'),
      unread > 0 ? t('not read: {0}', unread) : '',
    ),
    state: stateFor(nodes.length, unread),
    tooltip: t(
      'One shared user name and password for the whole registry: no log shows who used it. Images that use it are listed below.',
    ),
    nodes,
  });
}

/** A registry whose admin account is on, and the pulls that use it. */
function accountNode({ registry, leaning, unclear }: AdminAccount, { map, places }: Audited): OutlineNode {
  const id = `admin|${registry.id.toLowerCase()}`;
  const lines = leaning.flatMap(finding => places.get(finding) ?? []);
  const images = referenceCount(lines);
  const uses = counted(images, t('1 image uses it'), t('{0} images use it', images));
  return nodeOf({
    ...registryParts(registry, map),
    id,
    description: factsOf(
      images > 0 ? uses : unclear.length > 0 ? '' : t('no manifest here uses it'),
      unclear.length > 0 ? t('may be used: {0} unknown', pullCountText(unclear.length)) : '',
    ),
    state: 'attention',
    ...(lines.length > 0 ? { children: () => imageNodes(lines, id) } : {}),
  });
}

function expirySection(parts: readonly Audited[]): OutlineNode {
  const nodes = parts.flatMap(({ found }) =>
    found.expiring.map(({ appId, name, end, ended, clusters }) =>
      nodeOf({
        id: `expiry|${appId}`,
        kind: 'credential',
        label: plain(name),
        description: factsOf(ended ? t('expired {0}', end) : t('expires {0}', end), ...clusters),
        state: 'attention',
        tooltip: t('application {0}', appId),
      }),
    ),
  );
  const unread = parts.filter(({ map }) => map.credentials === undefined || hasGap(map, 'credentials')).length;
  const none = unread === parts.length ? t('not read') : t('none within {0} days', soon);
  return section({
    id: 'expiry',
    label: t('Expiring secrets'),
    description: nodes.length > 0 ? t('{0} expired, or expiring within {1} days', nodes.length, soon) : none,
    state: stateFor(nodes.length, unread),
    tooltip: t('Secrets and certificates of service principals that clusters or pull secrets use.'),
    nodes,
  });
}

/** Neither mode is wrong, but it decides which roles count. */
function modeSection(parts: readonly Audited[]): OutlineNode {
  const inMode = (mode: keyof Audited['found']['modes']) =>
    parts.flatMap(({ map, found }) => found.modes[mode].map(registry => ({ registry, map })));
  const [abac, legacy, unread] = [inMode('abac'), inMode('legacy'), inMode('unknown')];
  return section({
    id: 'modes',
    label: t('Access modes'),
    description: factsOf(
      t('{0} legacy', legacy.length),
      t('{0} ABAC', abac.length),
      unread.length > 0 ? t('{0} not read', unread.length) : '',
    ),
    state: unread.length > 0 ? 'unknown' : undefined,
    tooltip: t(
      'In ABAC mode, permissions are per repository, and Owner, Contributor, Reader and AcrPull do not grant a pull.',
    ),
    nodes: [...abac, ...legacy, ...unread].map(({ registry, map }) =>
      nodeOf({
        ...registryParts(registry, map),
        id: `mode|${registry.id.toLowerCase()}`,
        description: settingsOf(registry),
      }),
    ),
  });
}

function gapSection(parts: readonly Audited[]): readonly OutlineNode[] {
  const nodes = parts.flatMap(({ map }) =>
    map.gaps.map(({ what, scope, why }, i) =>
      nodeOf({
        id: `gap|${map.origin}|${i}`,
        kind: 'gap',
        label: gapInWords({ what }),
        description: why,
        tooltip: `${scope}\n${why}`,
        subject: resourceSubject(scope, map),
      }),
    ),
  );
  if (nodes.length === 0) return [];
  const description = counted(nodes.length, t('1 gap'), t('{0} gaps', nodes.length));
  const tooltip = t("Evidence that this account couldn't read. Verdicts that depend on it are unknown.");
  return [section({ id: 'gaps', label: t('Not read'), description, state: 'unknown', tooltip, nodes })];
}

/** Grants at registries that no manifest needs. Where a pull is unknown, its registry's grants may be needed yet. */
function unneededSection(all: readonly Audited[]): OutlineNode {
  const id = 'unneeded';
  const label = t('Unused pull roles');
  const tooltip = t('Pull roles that no manifest in this workspace uses. Other repositories may use them.');
  const parts = all.filter(({ images }) => images > 0);
  if (parts.length === 0) {
    const description = t('no manifest was read');
    return section({ id, label, description, state: 'unknown', tooltip, nodes: [] });
  }
  const nodes = parts.flatMap(({ map, found, places }) =>
    grantNodes(id, found.unneeded, map, ({ registries: [registry] }) => {
      const there = [...places.values()].filter(one => one.registry === registry);
      const untold = there.filter(({ finding }) => finding.verdict.outcome === 'unknown').length;
      return untold > 0 ? t('may be used: {0} unknown', pullCountText(untold)) : undefined;
    }),
  );
  return grantSection({ id, label, tooltip, nodes }, parts);
}

function broadSection(parts: readonly Audited[]): OutlineNode {
  const id = 'broad';
  const tooltip = t('Grants that a manifest uses and that allow more than pulling.');
  const nodes = parts.flatMap(({ map, found }) => grantNodes(id, found.broad, map));
  return grantSection({ id, label: t('Broad grants'), tooltip, nodes }, parts);
}

function grantSection(parts: Pick<Section, 'id' | 'label' | 'tooltip' | 'nodes'>, of: readonly Audited[]): OutlineNode {
  const { length } = parts.nodes;
  const unread = of.filter(({ map }) => map.roleAssignments === undefined || hasGap(map, 'roleAssignments')).length;
  const description =
    unread > 0 ? t('{0} · not all role assignments were read', grantCountText(length)) : grantCountText(length);
  return section({ ...parts, nodes: toldApart(parts.nodes), description, state: stateFor(length, unread) });
}

function grantNodes(
  id: string,
  all: readonly RegistryGrant[],
  map: AccessMap,
  doubtOf: (grant: RegistryGrant) => string | undefined = () => undefined,
): readonly OutlineNode[] {
  return all.map(grant => {
    const { length } = grant.registries;
    const doubt = doubtOf(grant);
    const several = length > 1 ? t('for {0} registries', length) : undefined;
    const node = holderNode(grant.holder, map, id, doubt ?? several);
    return { ...node, state: doubt === undefined ? 'attention' : 'unknown' };
  });
}

interface Section extends Pick<OutlineNode, 'id' | 'label' | 'description' | 'tooltip' | 'state'> {
  readonly nodes: readonly OutlineNode[];
}

function section({ nodes, ...parts }: Section): OutlineNode {
  return nodeOf({ ...parts, kind: 'section', ...(nodes.length > 0 ? { children: () => nodes } : {}) });
}

function stateFor(count: number, unread: number): State {
  if (count > 0) return 'attention';
  return unread > 0 ? 'unknown' : 'fine';
}

function hasGap(map: AccessMap, what: string): boolean {
  return map.gaps.some(gap => gap.what === what);
}

/** Pulls that would stop working if each registry decided by repository, and the changes that prevent it. */
function switchSection(parts: readonly Audited[]): OutlineNode {
  const switches = parts.flatMap(part => part.switches.map(one => ({ part, one })));
  // Counts pulls, as the rows do, so that the rows add up to it.
  const breaks = switches.reduce((sum, { one }) => sum + one.breaks.length, 0);
  const doubtful = switches.reduce((sum, { one }) => sum + one.doubtful.length, 0);
  const facts = factsOf(
    breaks > 0 ? t('breaks {0}', pullCountText(breaks)) : t('breaks nothing'),
    doubtful > 0 ? t('{0} unknown', doubtful) : '',
  );
  return section({
    id: 'switch',
    label: t('Switch to ABAC mode'),
    description: switches.length > 0 ? facts : t('no working pull from a registry in legacy mode'),
    state: switches.length > 0 ? stateFor(breaks, doubtful) : undefined,
    tooltip: t('Pulls that work today and would fail in ABAC mode, with the role assignments that keep them working.'),
    nodes: switches
      .filter(({ one }) => one.breaks.length + one.doubtful.length > 0)
      .map(({ part, one }) => switchNode(one, part)),
  });
}

function switchNode({ registry, breaks, doubtful, stay }: RegistrySwitch, { map, now, places }: Audited): OutlineNode {
  const id = `switch|${registry.id.toLowerCase()}`;
  const changes = [...breaks, ...doubtful];
  const all = changes.length + stay;
  return nodeOf({
    ...registryParts(registry, map),
    id,
    description: factsOf(
      breaks.length > 0 ? t('breaks {0} of {1}', breaks.length, pullCountText(all)) : '',
      doubtful.length > 0 ? t('{0} unknown', doubtful.length) : '',
    ),
    state: stateFor(breaks.length, doubtful.length),
    children: () => {
      const today = changes.map(({ before }) => before);
      const { prevention } = switchToAbac(registry, today, map, now);
      return [
        ...prevention.map((fix, i) => preventionNode(fix, `${id}|fix|${i}`)),
        ...sortedNodes(
          changes.flatMap(({ before, after }) => {
            const place = places.get(before);
            return place ? [changedLine(place, after, id)] : [];
          }),
        ),
      ];
    },
  });
}

/** To be done before the switch, so that nothing breaks. */
function preventionNode(fix: Fix, id: string): OutlineNode {
  return nodeOf({
    id,
    kind: 'fix',
    label: plain(fix.title),
    description: t('before the switch'),
    tooltip: fix.bash ?? plain(fix.title),
    subject: hasCommand(fix) ? { command: fix } : {},
  });
}

/** The line as it would be: there is nothing to mend there today. */
function changedLine(place: SeenFinding, after: Finding, parentId: string): OutlineNode {
  const then = { ...place, finding: after };
  return { ...lineNode(then, parentId, after.verdict.message), subject: { line: place } };
}
