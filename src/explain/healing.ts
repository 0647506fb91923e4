import { isAzureHost } from '../model/host.ts';
import { type Group, type NamedBy, nameOf } from './groups.ts';
import type { Mention } from './paste/images.ts';
import { lineStart } from './paste/lines.ts';
import { sectionStart } from './paste/sections.ts';
import type { Match } from './signature.ts';
import { signIn } from './signatures/signIn.ts';

/** Whether the same image was pulled after its last failure. A pull that names no image settles a text about one. */
export function healedIn(
  text: string,
  matches: readonly Match[],
  mentions: readonly Mention[],
  namedBy: NamedBy,
): (group: Group) => boolean {
  const pulled = pulledIn(matches, text);
  return ({ mention, failures }) => {
    const last = Math.max(...failures.map(failure => failure.end));
    return (
      pulled.some(match => match.start >= last && heals(match, last, mention, failures)) ||
      failures.every(failure => isServicePulled(text, failure))
    );
  };

  function heals(match: Match, last: number, mention: Mention | undefined, failures: readonly Match[]): boolean {
    const named = namedBy(match);
    // Who could not sign in to a registry has not done so by pulling what another one shows to everybody.
    const isUnnamed = mention === undefined || mention.start > last;
    if (isUnnamed && named?.host !== undefined && !isAzureHost(named.host) && failures.every(isSignIn)) return false;
    // An image that was there already may be any container's; it has to be the one that the failure was about.
    if (match.signature.id === 'present' && !mentions.some(({ start }) => start < last)) return false;
    const isOfSection = sectionStart(text, match.start) <= last;
    if (isUnnamed && !isOfSection) return false;
    // Who goes on to the next registry looks for the same image there.
    if (named !== undefined && isOfSection && isTriedElsewhere(named, mention)) return true;
    return (
      mention === undefined || named === undefined || nameOf(named) === nameOf(mention) || isRegistryOf(mention, named)
    );
  }
}

/** Compose names the service, once with what went wrong, and once when it has its image. */
function isServicePulled(text: string, { start, end }: Match): boolean {
  const [, service] =
    /^\W{0,4}(\w[\w-]{0,60}) +(?:error|warning)\b/i.exec(text.slice(lineStart(text, start), end)) ?? [];
  return service !== undefined && new RegExp(String.raw`\n\W{0,4}${service} +Pulled\b`).test(text.slice(end));
}

/**
 * A short name is looked for in one registry after the other, an image of a mirror in the registry behind it. Nobody's
 * short name leads to a registry of Azure, where two may well have images of one name.
 */
const isTriedElsewhere = (named: Mention, mention: Mention | undefined) =>
  mention?.repository !== undefined &&
  mention.host !== named.host &&
  mention.host !== undefined &&
  !isAzureHost(mention.host) &&
  lastOf(named) === lastOf(mention);

const lastOf = ({ repository = '' }: Mention) => repository.slice(repository.lastIndexOf('/') + 1);

/** Who signs in to a registry names it alone. */
const isRegistryOf = (mention: Mention, named: Mention) =>
  mention.image === undefined && mention.host !== undefined && mention.host === named.host;

const isSignIn = ({ signature }: Match) => signIn.includes(signature);

/** The pulls that succeeded, and behind which no list shows a pod that still waits for its image. */
function pulledIn(matches: readonly Match[], text: string): readonly Match[] {
  const waits = [...text.matchAll(waiting)].at(-1)?.index ?? 0;
  return matches.filter(({ signature, end }) => signature.kind === 'pulled' && end > waits);
}

/** A row of `kubectl get pods`: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_get/ */
const waiting = /^\S+[ \t]+(?:\S+[ \t]+)?\d+\/\d+[ \t]+(?:Init:)?(?:ImagePullBackOff|ErrImagePull)\b/gm;
