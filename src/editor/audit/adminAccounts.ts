import type { AdminAccount } from '../../verdict/reports/audit.ts';
import { counted, linesOf, type OutlineNode, resource } from '../tree/outline.ts';
import type { Audited } from './auditWork.ts';

/** A registry whose admin account is on, and the pulls that use it. */
export function accountNode({ registry, leaning }: AdminAccount, { map, places }: Audited): OutlineNode {
  const id = `admin|${registry.id.toLowerCase()}`;
  const lines = leaning.flatMap(finding => places.get(finding) ?? []);
  const images = new Set(leaning.map(({ reference }) => reference)).size;
  const leans = images === 1 ? 'leans' : 'lean';
  return {
    id,
    kind: 'registry',
    label: registry.name,
    description: images > 0 ? `${counted(images, 'image')} ${leans} on it` : 'no manifest here leans on it',
    state: 'caution',
    tooltip: `${registry.loginServer}\n${registry.id}`,
    folding: lines.length > 0 ? 'folded' : 'leaf',
    subject: resource(registry.id, map),
    children: () => linesOf(lines, id),
  };
}
