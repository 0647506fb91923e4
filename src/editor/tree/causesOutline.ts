import { causes } from '../../causes/index.ts';
import { t } from '../../model/l10n.ts';
import { referenceHost, type SeenFinding } from '../findings/seen.ts';
import { counted, factsOf, imageCountText, referenceCount, stateOf } from '../findings/tally.ts';
import { plain } from '../page/markdown.ts';
import {
  byUrgencyThenName,
  grouped,
  imageNodes,
  keyOf,
  mendable,
  nodeOf,
  type OutlineNode,
  type SeenGroup,
  shortHost,
  toldApart,
  whereIs,
} from './outline.ts';
import { nameParts } from './targetsOutline.ts';

/**
 * The few causes behind many denied pulls, above everything else: `3 causes explain 1572 denied pulls`. A cause is one
 * reason, at one registry, for one identity. Empty where most pulls have a cause of their own.
 */
export function causesOutline(seen: readonly SeenFinding[]): readonly OutlineNode[] {
  const denied = seen.filter(({ finding }) => stateOf(finding) === 'blocked');
  const roots = grouped(denied, rootOf);
  if (denied.length < 2 * roots.length || denied.length < 2) return [];
  const id = 'causes';
  return [
    nodeOf({
      id,
      kind: 'section',
      label: counted(roots.length, t('1 cause'), t('{0} causes', roots.length)),
      description: counted(
        roots.length,
        t('explains {0} denied pulls', denied.length),
        t('explain {0} denied pulls', denied.length),
      ),
      state: 'blocked',
      tooltip: t('Denied pulls, grouped by cause, registry and identity. One fix covers each group.'),
      children: () => {
        const nodes = roots.map(([key, together]) => causeNode(`${id}|${key}`, together));
        return [...toldApart(nodes)].sort(byUrgencyThenName);
      },
    }),
  ];
}

function rootOf({ finding }: SeenFinding): string {
  const { cause, puller } = finding.verdict;
  return JSON.stringify([cause, referenceHost(finding), puller?.objectId ?? puller?.name ?? keyOf(finding.target)]);
}

/** `aks-eu · not attached · shopprod · 524 images`: the distinguishing word comes first, since side bars are narrow. */
function causeNode(id: string, seen: SeenGroup): OutlineNode {
  const [{ finding, registry }] = seen;
  const { cause, puller, message } = finding.verdict;
  const reason = cause === null ? '' : causes[cause].title;
  const host = registry?.name ?? shortHost(referenceHost(finding));
  return nodeOf({
    id,
    kind: 'registry',
    label: finding.target?.name ?? shortHost(referenceHost(finding)),
    description: factsOf(reason, host, imageCountText(referenceCount(seen))),
    state: 'blocked',
    tooltip: [plain(message), puller === null ? '' : plain(puller.name)].filter(Boolean).join('\n'),
    apart: [...whereIs(finding.target?.id), reason, host, nameParts(puller?.name ?? '').called],
    subject: { fixOf: mendable(seen) },
    children: () => imageNodes(seen, id),
  });
}
