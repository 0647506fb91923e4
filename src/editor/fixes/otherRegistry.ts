import type { AccessMap, Registry } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { Image, ImageReference } from '../../model/reference.ts';
import type { Target } from '../../model/target.ts';
import type { Finding } from '../../model/verdict.ts';
import { decide } from '../../verdict/decide.ts';
import { correctHost, withHost } from '../../verdict/registry/registries.ts';
import type { FixEntry } from '../findings/fixTexts.ts';

/**
 * Returns other registries for a refused image: every target may pull it from them, and they have answered that they
 * hold an image of this name. The engine decides each as if it were written, so none is offered that it would refuse
 * again.
 *
 * `findings` are all those of one reference.
 */
export function otherRegistries(
  findings: readonly Finding[],
  map: AccessMap | undefined,
  now: Date,
): readonly FixEntry[] {
  const [first] = findings;
  const reference = first?.reference;
  const targets = findings.flatMap(({ target }) => target ?? []);
  if (!map || !reference || reference.image.kind !== 'image' || targets.length < findings.length) return [];
  if (!findings.some(({ verdict }) => verdict.outcome === 'denied')) return [];
  const { image } = reference;
  return map.registries.flatMap(registry => {
    if (registry.loginServer === image.registry || !holds(registry, image, map)) return [];
    if (!targets.every(target => pullsFrom(registry, reference, target, map, now))) return [];
    const title = titleFor(registry, image, targets);
    const fixes = correctHost(reference, image, registry.loginServer).filter(({ edit }) => edit);
    return fixes.map(fix => ({ title, finding: first, fix }));
  });
}

/** A tag may name another image there: only its existence is known. */
function titleFor({ loginServer }: Registry, image: Image, targets: readonly Target[]): string {
  const names = [...new Set(targets.map(({ name }) => name))].join(', ');
  return image.digest === undefined
    ? t('Change the registry to {0}: it also has a {1}, and {2} can pull it', loginServer, versionOf(image), names)
    : t('Change the registry to {0}: it has this image, and {1} can pull it', loginServer, names);
}

function holds({ loginServer }: Registry, image: Image, map: AccessMap): boolean {
  if (image.repository === undefined || image.unresolved !== undefined) return false;
  return map.imageAt(loginServer, image.repository, versionOf(image))?.state === 'found';
}

function versionOf({ digest, tag }: Image): string {
  return digest ?? tag ?? 'latest';
}

/** Returns whether a target could pull the image if the registry were the one in its name. */
function pullsFrom(
  { loginServer }: Registry,
  reference: ImageReference,
  target: Target,
  map: AccessMap,
  now: Date,
): boolean {
  const { image } = reference;
  if (image.kind !== 'image') return false;
  const text = withHost(reference.text, image, loginServer);
  if (text === undefined) return false;
  const elsewhere = { ...reference, text, image: { ...image, registry: loginServer } };
  return decide({ reference: elsewhere, target, map, now })?.verdict.outcome === 'allowed';
}
