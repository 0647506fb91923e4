import { gapInWords } from '../../access/gaps.ts';
import { t } from '../../model/l10n.ts';
import type { AdminAccount } from '../../verdict/reports/audit.ts';
import { plain } from '../hover/markdown.ts';
import { counted, group, leaf, linesOf, type OutlineNode, resource } from '../tree/outline.ts';
import { factsOf } from '../tree/registriesOutline.ts';
import { type Audited, soon } from './auditWork.ts';
import { broadSection, hasGap, section, stateFor, unneededSection } from './grantSections.ts';
import { switchSection } from './switchSection.ts';

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
        id: `mode|${registry.id.toLowerCase()}`,
        kind: 'registry',
        label: registry.name,
        description: factsOf(registry),
        tooltip: `${registry.loginServer}\n${registry.id}`,
        subject: resource(registry.id, map),
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
  return group({
    id,
    kind: 'registry',
    label: registry.name,
    description:
      images > 0
        ? counted(images, t('1 image uses it'), t('{0} images use it', images))
        : t('no manifest here uses it'),
    state: 'caution',
    tooltip: `${registry.loginServer}\n${registry.id}`,
    folding: lines.length > 0 ? 'folded' : 'leaf',
    subject: resource(registry.id, map),
    children: () => linesOf(lines, id),
  });
}
