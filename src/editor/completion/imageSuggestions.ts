import { t } from '../../model/l10n.ts';
export interface KnownRegistry {
  readonly host: string;
  /** Targets of the manifest that can pull from it. */
  readonly allowed: readonly string[];
}

export interface ImageSuggestion {
  readonly text: string;
  readonly detail: string;
  /** A host leads on to its repositories. */
  readonly isHost: boolean;
}

/** A value that is an image, or a registry's host, up to the cursor: its start in the line, and what it is. */
export interface ImageValue {
  readonly start: number;
  readonly written: string;
  readonly isHostOnly: boolean;
}

/** The keys under which charts, manifests and compose files name an image or a registry. */
const value = /^\s*(?:-\s+)?["']?(image|imageName|registry|server|loginServer)["']?\s*[:=]\s*["']?([^\s"'#]*)$/i;

/** Undefined where the cursor is in no such value. `line` is the text before the cursor. */
export function imageValueIn(line: string): ImageValue | undefined {
  const [, key = '', written = ''] = value.exec(line) ?? [];
  if (key === '') return undefined;
  return { start: line.length - written.length, written, isHostOnly: !/^image/i.test(key) };
}

/**
 * Registries that the targets can pull from first, then the images that the map and the workspace know in the registry.
 */
export function imageSuggestions(
  { written, isHostOnly }: ImageValue,
  registries: readonly KnownRegistry[],
  images: readonly string[],
): readonly ImageSuggestion[] {
  const host = written.includes('/') && !isHostOnly ? written.slice(0, written.indexOf('/') + 1) : undefined;
  if (host === undefined) {
    return [...registries]
      .sort((one, other) => other.allowed.length - one.allowed.length || (one.host < other.host ? -1 : 1))
      .map(({ host: name, allowed }) => ({
        text: isHostOnly ? name : `${name}/`,
        detail: allowed.length === 0 ? t('Azure registry') : t('{0} can pull', allowed.join(', ')),
        isHost: !isHostOnly,
      }));
  }
  return [...new Set(images)]
    .filter(image => image.startsWith(host))
    .sort()
    .map(text => ({ text, detail: t('used in this workspace'), isHost: false }));
}
