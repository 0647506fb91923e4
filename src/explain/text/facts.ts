/** Signs in a text, besides the error, of the registry or the caller: a setting, the output of a command, a login. */
const signs = {
  isAbac: [
    /roleassignmentmode"?\s{0,8}[:=]\s{0,8}"?abac/i,
    /\babacrepositorypermissions\b|\babac repository permissions\b|\b(?:in|to) abac mode\b|\babac[- ]enabled\b/i,
  ],
  hasCondition: [
    /registries\/repositories:name\]/i,
    /\bcondition\b[^\n.]{0,60}\b(?:limits?|restricts?|only)\b[^\n.]{0,60}\brepositor/i,
  ],
  isDenyAssigned: [/because of the deny assignment|\bdenied by deny assignment\b|"denyassignmentname"/i],
  isOnControlPlane: [
    /\bacrpull\b[^\n.,()]{0,80}\b(?:control[ -]?plane|identity of the (?:aks )?cluster)\b/i,
    /azurerm_kubernetes_cluster\.\w+\.identity(?:\[0\]|\.0)\.principal_id\s[^}]{0,200}acrpull/i,
  ],
  refusesArmTokens: [/authentication-?as-?arm(?:policy)?[^\n]{0,60}\n?[^\n]{0,60}disabled/i],
  isSignedIn: [
    /^[ \t]*(?:\S+[ \t]+)?login succeeded|\bauthenticating with credentials from\b|payment required/im,
    // A caller who hears which permission is missing is known.
    /\bpermission "[\w.]+" denied on resource|\bis not authorized to perform: ecr:|insufficient scopes/i,
    /does not match expected scopes|permission_denied: read_package|permission denied for "/i,
  ],
  lacksSecret: [/\bFailedToRetrieveImagePullSecret\b|\bunable to retrieve (?:pull secret|some image pull secrets)\b/i],
  isOfOtherTenant: [
    /principal \S+ does not exist in the directory|\bInvalidAuthenticationTokenTenant\b/i,
    /\b(?:registry|acr)\b[^\n.]{0,80}(?<!not )\b(?:in|of) (?:another|a different) (?:tenant|directory)\b(?!\?)/i,
  ],
  usesNoIdentity: [/\bacrusemanagedidentitycreds"?\s*[:=]\s*"?false/i],
  pullsAsSystem: [/--acr-identity \[?system\b/i],
  // Beside the error, the text mentions a credential or a private image.
  speaksOfCredential: [
    /\b(?:username|password|imagepullsecrets?|access token)\b|\bprivate (?:image|repo|registry|docker)|[-/]private\b/i,
  ],
  isPrivate: [/\bpublicnetworkaccess"?(?:\s{0,8}[:=]\s{0,8}"?| -o tsv\n"?|\n"?)disabled/i],
} satisfies Readonly<Record<string, readonly RegExp[]>>;
export type Fact = keyof typeof signs;

/** The facts that a text shows; `loggedInTo` is the host that the last login named. */
export interface TextFacts {
  readonly shown: ReadonlySet<Fact>;
  readonly loggedInTo: string | undefined;
}

export function readFacts(text: string): TextFacts {
  const facts = Object.keys(signs) as Fact[];
  const logins = Array.from(text.matchAll(/\blogin\b([^\n]{0,200})/gi), ([, options = '']) => options);
  const host = /(?:^|\s)((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,20})(?=[\s:/]|$)/i;
  return {
    shown: new Set(facts.filter(fact => signs[fact].some(pattern => pattern.test(text)))),
    loggedInTo: logins
      .flatMap(options => host.exec(options)?.[1] ?? [])
      .at(-1)
      ?.toLowerCase(),
  };
}
