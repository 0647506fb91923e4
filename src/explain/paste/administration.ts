import type { Match } from '../signature.ts';
import { type Command, commandAt } from './commands.ts';
import { lineEnd, lineStart, ownLineStart } from './lines.ts';
import { sectionEnd, sectionStart } from './sections.ts';

/** Whether words are said of what is done to registries, or to what an engine has. Nobody wanted an image. */
export function isAdministration(match: Match, text: string): boolean {
  return (
    isListing(match, text) ||
    isDeletion(match, text) ||
    isOfEngine(match, text) ||
    isOfManagement(match, text) ||
    adminsPasswords.test(text.slice(Math.max(0, match.start - 300), match.end).toLowerCase())
  );
}

/** Whether it stands below a command with which Docker and its like look after what they have: `docker swarm join`. */
function isOfEngine({ start }: Match, text: string): boolean {
  const command = commandAt(text, start);
  if (command === undefined || command.start < sectionStart(text, start)) return false;
  return engine.test(command.words) && !/[;&|] ?(?:sudo )?(?:docker|podman|nerdctl)/.test(command.words);
}

const engine =
  /^(?:sudo )?(?:docker|podman|nerdctl) (?:swarm|secret|volume|network|node|tag|commit|save|load|export)\b/;

/** The passwords of the admin account were to be shown or renewed. */
const adminsPasswords = /cannot perform credential operations/;

/** What `az acr repository list` was refused is no pull, whatever kept it from the registry. */
function isOfManagement({ start, end, signature }: Match, text: string): boolean {
  const [typed, quoted] = [commandAt(text, start), quotedCommandAt(text, start)];
  const command = (quoted?.start ?? -1) > (typed?.start ?? -1) ? quoted : typed;
  if (ofRegistry.test(text.slice(start, end))) return true;
  if (signature.id === 'registry-not-in-subscription' && /--attach-acr\b/.test(command?.words ?? '')) return true;
  // What assigns a role says so without the command that it ran itself.
  if (/role assignment failed/i.test(text.slice(ownLineStart(text, start), start))) return true;
  if (signature.id === 'registry-not-in-subscription' && namedBehind.test(text.slice(end, end + 400))) return true;
  if (!command || signature.id === 'principal-of-another-directory') return false;
  // An import pulls, and a build does, but not where Azure does not show the registry that was to get the image.
  if (signature.id === 'registry-not-in-subscription' && otherThanSigningIn.test(command.words)) return true;
  // Whoever looks something up and pastes an event behind it pastes an event.
  if (ofRuntime.test(text.slice(ownLineStart(text, start), sectionEnd(text, start, 200)))) return false;
  // A blank line ends what a command printed, and what somebody says of it, unless that announces something.
  const [printed = ''] = text.slice(command.start, start).split(/\n\s*\n/, 1);
  const goesOn = printed.length === start - command.start || (command === quoted && printed.trimEnd().endsWith(':'));
  return management.test(command.words) && goesOn;
}

/** What belongs to a registry and holds no image. */
const ofRegistry =
  /registries\/[\w-]+\/(?:tasks|webhooks|replications|tokens|scopemaps|cacherules|credentialsets|runs|importpipelines|exportpipelines|agentpools)\b/i;

/** `(command: az acr show -n shop)`, or a prompt with it, below what it printed. */
const namedBehind = /^[^\n]*\n\s*(?:\W{0,4}(?:command|cmd|from)\W{1,3}|[>$] )az acr (?!login|check-health)[a-z]/i;

const otherThanSigningIn = /^az acr (?!login|check-health)[a-z]/;

/** `When running: \`az acr repository show-tags …\` we get`: a command that somebody tells of. */
function quotedCommandAt(text: string, position: number): Command | undefined {
  const from = Math.max(0, position - 600);
  const found = [...text.slice(from, position).matchAll(/`(az acr [a-z][^`\n]{0,200})`/g)].at(-1);
  return found?.[1] === undefined ? undefined : { start: from + found.index, words: found[1] };
}

/** What a runtime or Docker says, wherever it stands. */
const ofRuntime =
  /failed to pull|pull(?:ing)? image|pullimage|^\s*(?:warning|normal)\s{2}|error response from daemon|failed to resolve|load metadata|kubelet|containerd|\b(?:the|my|our) pods?\b|errimagepull|dockerapi|inaccessibleimage|template\.containers|container ?(?:group|app)\b|\bweb ?app\b|app service|\bnodes? says?\b/i;

const management =
  /^az (?:acr (?:repository|manifest|show|update|list|delete|create|config|network-rule|purge)\b|(?:role|ad|account|group|resource|keyvault|storage|sql|network|monitor|vm|cosmosdb|servicebus|eventhubs|redis|postgres|mysql|appconfig) )/;

/** To list repositories and tags takes a right of its own (`metadata_read`, the catalog), which no pull asks for. */
function isListing({ start, end }: Match, text: string): boolean {
  const near = text.slice(Math.max(0, start - 200), sectionEnd(text, end, 600)).toLowerCase();
  const own = text.slice(ownLineStart(text, start), Math.min(lineEnd(text, end), end + 2000)).toLowerCase();
  // Helm looks a chart's version up among the tags before it pulls it.
  if (/\/tags\/list\b/.test(own)) return !/\bcharts?\b|\bhelm\b|installation failed|upgrade failed/.test(near);
  const before = text.slice(Math.max(0, start - 500), start).toLowerCase();
  return (
    (listing.test(own.replaceAll(/"\s*:\s*"/g, ':')) && !/failed to pull/.test(own)) ||
    (listingCommand.test(own) && !ofRuntime.test(text.slice(lineStart(text, start), end))) ||
    ofTags.test(text.slice(start, end + 600).toLowerCase()) ||
    toList.test(before.slice(-300)) ||
    listingCall.test(text.slice(Math.max(0, start - 900), start)) ||
    askedForListing.test(text.slice(start, end + 600)) ||
    /failed to purge \w+: /.test(before) ||
    (bareAnswer.test(own) && /\/acr\/v1\//.test(text.slice(Math.max(0, start - 600), end + 600)))
  );
}

/** What Azure's packages call it. */
const listingCall = /\blist_(?:repository_names|tag_properties|manifest_properties)\(|\b[lL]istRepositories\w*\(/;

/** What a registry answered, printed member by member, says nothing of what was asked. */
const bareAnswer = /^\s*"(?:code|message)"\s*:\s*"[^"]*",?\s*$/;

const listing =
  /\/_catalog\b|\/acr\/v1\/|name:"?catalog|registry(?::|%3a)catalog|metadata_read|_docker_utils\.registryexception|failed to purge|\bscan failed: |could not get tags from registry|(?:unable|failed) to list tags|listing repository tags|fetching tags list|\brequesting tags: |\breading tags for /;

const listingCommand = /\bacr (?:repository|manifest) (?:list|show|delete|untag|update)/;

const toList =
  /\b(?:to|i) (?:get|see|show|list|read) (?:the |a )?(?:list of )?(?:the |all )?(?:repositories|tags|images) in\b[^\n]*\n[^\n]*$/;

/** The detail below the error says what was wanted. */
const askedForListing =
  /^[^}]{0,500}"Action"\s*:\s*"(?:metadata_read|delete)"|^[^}]{0,500}"Name"\s*:\s*"catalog"|www-authenticate:[^\n]{0,400}:metadata_read"/i;

/** What is deleted is deleted in its own line, or in a text that speaks of nothing else. */
function isDeletion({ start, end }: Match, text: string): boolean {
  const own = text.slice(lineStart(text, start), Math.min(lineEnd(text, end), end + 500));
  if (ofRuntime.test(own)) return false;
  if (deleting.test(own) || deleted.test(own)) return true;
  const asked = [...text.slice(Math.max(0, start - 900), start).matchAll(request)].at(-1)?.[1];
  if (asked === 'DELETE') return true;
  const near = text.slice(Math.max(0, start - 600), end + 300);
  const around = text.slice(Math.max(sectionStart(text, start), start - 900), sectionEnd(text, end, 900));
  return (
    (deleting.test(near) || deleted.test(near)) &&
    !(ofRuntime.test(around) || /(?<!git )pull|daemon|^[ \t]{0,40}image:/im.test(around))
  );
}

/** What a client asked of a registry, as logs show it. */
const request = /\b(DELETE|GET|HEAD|POST|PUT|PATCH) (?:https?:\/\/[^\s/]+)?\/v2\//g;

const deleted =
  /\bskopeo delete\b|\b[Ff]ailed to delete \/v2\/|-X DELETE\b[^\n]*\/v2\/|\bDELETE (?:https?:\/\/[^\s/]+)?\/v2\/|request\.method=DELETE\b/;

const deleting =
  /\bdelet(?:e|es|ed|ing) (?:of )?(?:the |an? |this )?(?:azure |docker |container )?(?:images?|tags?|manifests?|repositor(?:y|ies))\b/i;

/** What Azure's packages call the deletion and the locking of tags and manifests, in the stack below the error. */
const ofTags = /\b(?:delete|update)(?:acr)?(?:tag|manifest|repository)\w{0,12}\b/;
