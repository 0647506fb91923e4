/** What a text says of the registry or the caller besides the error: settings that were shown, a login that went well. */
export interface Stated {
  /** The registry decides by repository; only roles with data actions count. */
  readonly isAbac: boolean;
  /** A role was shown that counts for some repositories. */
  readonly hasCondition: boolean;
  /** A credential, or that the image is private, is spoken of besides the error. */
  readonly speaksOfCredential: boolean;
  /** The entry of a container group may name its system-assigned identity, which cannot pull. */
  readonly isSystemAssigned: boolean;
  /** The identity that is to pull is none of the app's. */
  readonly isUnassigned: boolean;
  /** A container group was to pull with its system-assigned identity. */
  readonly pullsAsSystem: boolean;
  /** A site is set to pull without an identity. */
  readonly usesNoIdentity: boolean;
  /** Something that Azure or a managed application put up denies what a role would allow. */
  readonly isDenyAssigned: boolean;
  /** The pull role was given to the cluster's own identity, which pulls nothing. */
  readonly isOnControlPlane: boolean;
  /** The registry takes no tokens that are made for Azure Resource Manager. */
  readonly refusesArmTokens: boolean;
  /** Somebody signed in before: what is refused afterwards is known, and may not. */
  readonly isSignedIn: boolean;
  /** The host that the login named; undefined where it named none. */
  readonly signedInTo: string | undefined;
  /** It worked for a year, which is as long as a secret of a service principal lasts that nobody gave a date. */
  readonly isAged: boolean;
  /** A container was to be made with a user name and a password for the registry. */
  readonly givesPassword: boolean;
  /** The admin account was to be asked for its password, and is off. */
  readonly isAdminOff: boolean;
  /** The pull secret that a pod names is not there. */
  readonly lacksSecret: boolean;
  /** The identity that a role was to be assigned to is not of the registry's tenant. */
  readonly isOfOtherTenant: boolean;
  /** The registry has a private endpoint: its name leads to one. */
  readonly hasPrivateLink: boolean;
  /** Public access is off. */
  readonly isPrivate: boolean;
}

type Sign = Exclude<keyof Stated, 'signedInTo' | 'speaksOfCredential'>;

/** What gives each away: the output of a command, a setting, or what people say of it. */
const signs = {
  isAbac: [
    /roleassignmentmode"?\s{0,8}[:=]\s{0,8}"?abac/i,
    /\bmode"?\s?[:=]\s?"?abacrepositorypermissions/i,
    /roleassignmentmode[^\n:=]{1,24}abacrepositorypermissions/i,
    /^[ \t]{0,20}"?abacrepositorypermissions"?[ \t]{0,20}$/im,
    /\babac repository permissions\b|\b(?:in|to) abac mode\b|\babac[- ]enabled\b|\brole_assignment_mode = "?abac/i,
  ],
  hasCondition: [
    /@request\[microsoft\.containerregistry\/registries\/repositories:name\]/i,
    /\bwith a condition\b[^\n]{0,80}\brepositor|\brepository name string(?:starts|equals|like)|\brepositories:name string\w/i,
    /\bcondition\b[^\n.]{0,60}\b(?:limits?|restricts?|only|allows?)\b[^\n.]{0,60}\brepositor/i,
  ],
  isDenyAssigned: [
    /containerregistry[^\n]{0,600}because of the deny assignment/i,
    /\bdenied by deny assignment\b|\bdeny assignments? \([1-9]|\bdeny assignment (?:'[^'\n]{1,200}' )?(?:created by|from (?:the )?(?:deployment stack|managed application))\b/i,
    /denyassignments\?api-version[^\n]*\n(?:[^\n]{0,300}\n){0,6}[^\n]{0,2000}containerregistry/i,
    /\bdeny assignment on (?:it|the registry|this registry)\b|"denyassignmentname"/i,
  ],
  isOnControlPlane: [
    /\bacrpull\b[^\n.,()]{0,80}\bcontrol[ -]?plane/i,
    // The principal that `az aks show` named first is the one with the role.
    /(?<![\w.])identity\.principalid\b[^\n]{0,80}(?:\n\s*|= ?)([0-9a-f]{8}-[0-9a-f-]{27})\b[\s\S]{0,1500}acrpull[^\n]{0,200}\n\s*\1/i,
    /(?<![\w.])identity\.principalid\b[^\n]{0,80}\n\s*([0-9a-f]{8}-[0-9a-f-]{27})\b[\s\S]{0,1500}?\n\s*\1\s+acrpull\b/i,
    /\b(\w{1,20}):identity\.principalid\b[\s\S]{0,300}?"\1"\s?:\s?"([0-9a-f]{8}-[0-9a-f-]{27})"[\s\S]{0,1500}?\n\s*\2\s+acrpull\b/i,
    /(?<![\w.])identity\.principalid\b[^\n]{0,80}(?:\n\s*|= ?)([0-9a-f]{8}-[0-9a-f-]{27})\b[\s\S]{0,600}?--assignee\S{0,12}[ =]"?\1\b[^\n]{0,200}acrpull/i,
    /azurerm_kubernetes_cluster\.\w+\.identity(?:\[0\]|\.0)\.principal_id\s[^}]{0,200}acrpull/i,
    /\bacrpull\b[^\n.,()]{0,80}\bidentity of the (?:aks )?cluster\b/i,
    /\bacrpull\b[^\n.,()]{0,80}\b(?:the|our) (?:aks )?(?:cluster|aks)(?:'s)? (?:own |managed |system[- ]assigned )?(?:managed )?identity/i,
    /control[ -]?plane(?:'s)? identity[^\n.]{0,60}\b(?:has|holds|was given|got)\b[^\n.]{0,20}acrpull/i,
  ],
  refusesArmTokens: [
    /authentication-as-arm\b[^\n]{0,300}\n(?:[^\n]{0,300}\n){0,3}[^\n]{0,300}"?status"?\s*:\s*"?disabled/i,
    /azureadauthenticationasarmpolicy"? (?:is |was |set )?(?:to )?"?disabled/i,
    /azureadauthenticationasarmpolicy"?\s*[:=]\s*(?:\{\s*"?status"?\s*:\s*)?"?disabled/i,
  ],
  isSignedIn: [
    /^[ \t]*(?:[^\s]+[ \t]+)?login succeeded/im,
    /\bauthenticating with credentials from\b/i,
    // Who is told what he may not is known.
    /\bpermission "[\w.]+" denied on resource|\bis not authorized to perform: ecr:|insufficient scopes/i,
    /does not match expected scopes|does not have permission for manifest|payment required/i,
    /permission_denied: read_package|permission denied for "[^"\n]{1,200}" from request/i,
    /\bmust have permission to read the image\b/i,
  ],
  isAged: [/\b(?:after|for) (?:1|a|one|2|two) years?\b|\b(?:1|one|a) year ago\b/i],
  givesPassword: [/--registry-password\b/i],
  isAdminOff: [
    /--query "?adminuserenabled\b[^\n]*\n\s*"?false/i,
    /to enable admin first|cannot perform credential operations|make sure admin user is enabled/i,
    /docker_registry_server_username[\s\S]{0,400}adminuserenabled"?\s?[:=]\s?"?false/i,
    /adminuserenabled"?\s?[:=]\s?"?false[\s\S]{0,400}(?:docker_registry_server_username|admin (?:user|account|credential)s?\b)/i,
    /--admin-enabled false|\bdisabled? (?:the )?admin (?:login|user|account)\b|\b(?:turned|switched) (?:the )?admin (?:user|account) off\b/i,
    // `az acr login` says so behind whatever kept it out, and it is not the reason.
    /(?<!message: )\badmin (?:user|account) (?:is |was |has been |got )?(?:turned off|switched off|disabled|off)\b/i,
  ],
  lacksSecret: [/\bFailedToRetrieveImagePullSecret\b|\bunable to retrieve pull secret\b/i],
  isOfOtherTenant: [
    /principal \S+ does not exist in the directory|\bInvalidAuthenticationTokenTenant\b/i,
    /\btenant\b[^\n.]{0,80}\b(?:the )?(?:registry|acr) is in (?:ours|theirs|another|a different)\b/i,
    /\b(?:tenant|directory) a\b[^\n]{0,200}\b(?:tenant|directory) b\b/i,
    /\b(?:registry|acr)\b[^\n.]{0,80}(?<!not )\b(?:in|of) (?:another|a different|the other) (?:entra |ad |azure )?(?:tenant|directory)\b(?!\?)/i,
    /\bin tenant\b[^\n]{0,120}\b(?:registry|acr) (?:is |lives )?in tenant\b/i,
  ],
  isUnassigned: [
    /\bidentity (?:isn't|is not|wasn't|was not) assigned to (?:the|this|my|our) (?:container )?(?:app|group|job|site)\b/i,
    /\bhas no identity block\b/i,
  ],
  pullsAsSystem: [/--acr-identity \[?system\b/i],
  usesNoIdentity: [/\bacrusemanagedidentitycreds"?\s*[:=]\s*"?false/i],
  isSystemAssigned: [/\bsystem[- ]assigned\b/i],
  hasPrivateLink: [
    /privatelink\.azurecr\./i,
    /\bregistry has a private endpoint\b|\bprivate endpoint (?:of|for) the registry\b/i,
  ],
  isPrivate: [/\bpublicnetworkaccess"?(?:\s{0,8}[:=]\s{0,8}"?| -o tsv\n"?|\n"?)disabled/i],
} satisfies Record<Sign, readonly RegExp[]>;

const credentials =
  /\b(?:username|password|imagepullsecrets?|access token)\b|\bprivate (?:image|repo|registry|docker)|[-/]private\b/i;

/** `whole` is the text with its names. */
export function statedIn(text: string, whole: string): Stated {
  const says = (sign: Sign) => signs[sign].some(pattern => pattern.test(text));
  return {
    signedInTo: lastLogin(whole),
    speaksOfCredential: credentials.test(whole),
    isAbac: says('isAbac'),
    hasCondition: says('hasCondition'),
    isDenyAssigned: says('isDenyAssigned'),
    isOnControlPlane: says('isOnControlPlane'),
    refusesArmTokens: says('refusesArmTokens'),
    isSignedIn: says('isSignedIn'),
    isAged: says('isAged'),
    givesPassword: says('givesPassword'),
    isAdminOff: says('isAdminOff'),
    lacksSecret: says('lacksSecret'),
    isOfOtherTenant: says('isOfOtherTenant'),
    isUnassigned: says('isUnassigned'),
    pullsAsSystem: says('pullsAsSystem'),
    usesNoIdentity: says('usesNoIdentity'),
    isSystemAssigned: says('isSystemAssigned'),
    hasPrivateLink: says('hasPrivateLink'),
    isPrivate: says('isPrivate'),
  };
}

function lastLogin(text: string): string | undefined {
  const logins = [...text.matchAll(/\blogin\b([^\n]{0,200})/gi)].map(([, options = '']) => options);
  const hosts = logins.flatMap(
    options => /(?:^|\s)((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,20})(?=[\s:/]|$)/i.exec(options)?.[1] ?? [],
  );
  return hosts.at(-1)?.toLowerCase();
}
