import type { Fix } from '../../model/fix.ts';
import { t } from '../../model/l10n.ts';
import { switchToAbac } from '../../verdict/reports/whatIf.ts';
import { plain } from '../hover/markdown.ts';
import {
  group,
  hasCommand,
  images,
  inOrder,
  leaf,
  lineNode,
  type OutlineNode,
  pulls,
  resource,
} from '../tree/outline.ts';
import type { Audited, PlacedChange, RegistrySwitch } from './auditWork.ts';
import { section } from './grantSections.ts';

/** What would stop working if each registry decided by repository, and what prevents it. */
export function switchSection(parts: readonly Audited[]): OutlineNode {
  const switches = parts.flatMap(part => part.switches.map(one => ({ part, one })));
  const breaks = imagesOf(switches.flatMap(({ one }) => one.breaks));
  const doubtful = imagesOf(switches.flatMap(({ one }) => one.doubtful));
  const facts = [
    breaks > 0 ? t('breaks {0}', images(breaks)) : t('breaks nothing'),
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

function imagesOf(changes: readonly PlacedChange[]): number {
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
    id,
    kind: 'registry',
    label: registry.name,
    description: facts.filter(fact => fact !== '').join(' · '),
    state: breaks.length > 0 ? 'caution' : 'unknown',
    tooltip: `${registry.loginServer}\n${registry.id}`,
    subject: resource(registry.id, map),
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
function changedLine({ after, place }: PlacedChange, parentId: string): OutlineNode {
  const then = { ...place, finding: after };
  return { ...lineNode(then, parentId, after.verdict.message), subject: { line: place } };
}
