import { type Config, emptyConfig } from './config.ts';
import { ConfigText } from './configText.ts';
import { type ConfigProblem, problem } from './problem.ts';
import { check, type Form, soundPart } from './schema.ts';

/**
 * Reads `.acr-pull.yaml`. With problems, the config still holds whatever sections are sound, so that a typo in one
 * line doesn't silence everything else; the faces decide whether problems stop them (the gate does).
 */
export function readConfig(
  text: string,
  file: string,
): { readonly config: Config; readonly problems: readonly ConfigProblem[] } {
  const source = new ConfigText(text);
  const nothing = { ...emptyConfig, file, source };
  const broken = source.document.errors.map(({ message, code, pos: [start, end] }) =>
    problem('error', { start, end: Math.max(start, end) }, message.split('\n')[0] ?? code),
  );
  if (broken.length > 0) return { config: nothing, problems: broken };
  let data: unknown;
  try {
    data = source.document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    // An alias without an anchor, or so many aliases that only harm can be meant.
    const message = error instanceof Error ? error.message : String(error);
    return { config: nothing, problems: [problem('error', { start: 0, end: text.length }, message)] };
  }
  const checked = check(data, source);
  if ('form' in checked) return { config: configFrom(checked.form, nothing), problems: [] };
  const sound = soundPart(data);
  return { config: sound ? configFrom(sound, nothing) : nothing, problems: checked.problems };
}

function configFrom({ snapshot, targets, severity, ignore, images }: Form, nothing: Config): Config {
  return {
    ...nothing,
    snapshot: snapshot ?? undefined,
    targets: (targets ?? []).map(({ name, kind, id, identity, manifests, platforms }) => ({
      name,
      kind,
      id: id ?? undefined,
      ...(identity ? { identity } : {}),
      manifests: list(manifests),
      platforms: platforms ?? [],
    })),
    severity: severity ?? {},
    ignore: (ignore ?? []).map(({ cause, image, target, manifests, reason }) => ({
      cause: cause ?? undefined,
      image: image ?? undefined,
      target: target ?? undefined,
      manifests: list(manifests),
      reason,
    })),
    images: images ?? [],
  };
}

function list(globs: string | readonly string[] | null | undefined): readonly string[] | undefined {
  return typeof globs === 'string' ? [globs] : (globs ?? undefined);
}
