import type { Match } from '../signature.ts';
import { lineEnd, lineStart } from './lines.ts';
import type { Squashed } from './squash.ts';

/** Where a text speaks of getting an image, but for where it says that it got one. */
export function pullingPlaces(original: string, { text, at }: Squashed, others: readonly Match[]): readonly number[] {
  const got = others.filter(({ signature }) => signature.kind === 'pulled');
  // Written in one word it is the code of an error, and no sentence.
  const codes = [
    ...original.matchAll(/\btoomanyrequests: (?:you|too many|rate exceeded)|\bSignatureValidationFailed\b/gi),
  ].map(({ index }) => index);
  return [...[...text.matchAll(pulling)].map(({ index }) => at(index)), ...codes]
    .sort((a, b) => a - b)
    .filter(place => !got.some(({ start, end }) => place >= start && place < end))
    .filter(place => !ofOwnFrame.test(lineOf(original, place)))
    .filter(place => !ofPicture.test(original.slice(place, place + 160)));
}

/** A frame of a program's own, whose manifest is whatever it is: `at Porter.PartnerClient.GetManifestAsync(…)`. */
const ofOwnFrame = /^\s+at (?![^\n]*(?:registr|container|docker|jib|oci\b))/i;

const lineOf = (text: string, position: number) => text.slice(lineStart(text, position), lineEnd(text, position));

/** `fetch image product/8812.png`: a picture. */
const ofPicture =
  /^\w{3,12} (?:\w{1,10} ){0,3}images?\b[^\n]{0,100}?\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?|heic|avif)\b/i;

/** In a squashed text: `failedtopulltheimage`, `dockerpull`, `/v2/a/manifests/1`, `oauth2/token?scope=…:pull`. */
const pulling = new RegExp(
  [
    '(?:(?<!back-off)pull|fetch|resolv|retriev|download|(?<!up)load|inspect|copy|import|read|obtain|get|access|unpack)(?:ed|e|es|s|ing)?(?:of|from|the|a|an|base|docker|container|oci|helm|remote|source|system|metadata|for|your|this|private|runtime)*(?:image(?!processor|resiz|upload|galler|thumbnail|editor|viewer|classif|recogni|generat)|manifest|chart|artifact|artefact|layer|blob|reference|descriptor)',
    '(?:image|chart|artifact|layer|manifest)(?:s|re|load|metadata|_)?(?:pull(?!backoff)|fetch|retriev|download|resol|unavailable|inaccessible)',
    '(?:docker|podman|nerdctl|crictl|ctr|oras|helm|crane|skopeo|buildah|regctl|compose|wasm-to-oci|chart)(?:images?|-n[a-z0-9.]{1,40})?(?:pull|copy|cp|inspect|manifest|dependency|show)',
    'docker-?compose[a-z0-9./-]{0,80}?pull(?!policy)',
    'helm(?:install|upgrade|template)[^;]{0,80}?oci://',
    '(?:tryingto|unableto|failedto|couldnot|cannot|cant|error|while|when)(?:pull|copy:|resolve(?!thehost|host|proxy)(?=[a-z0-9-]{1,60}[.:][a-z0-9.:-]{1,100}/|docker\\.io|[a-z0-9._/-]{2,100}:(?:v?\\d|latest|x)))',
    '(?:access|reach|contact|connect|login|logon|authenticat|communicat)[a-z]{0,20}(?:registry|repository)',
    '\\[(?:manifests|blobs)|registry/v2/blobs/|errorfromv2registry|failedtosolve|i/oerrorforimage|unabletopinimage|continuingwithpull',
    String.raw`(?<!back-off)pulling|imagepull(?!backoff)|template\.containers|manifestfor`,
    'containers\\.registry\\.get|errorresponsefromregistry|errorfromregistry|docker://|oci://|initializingsource|sourcemetadata|loadmetadata|contentofx[x-]{0,62}\\.azurecr',
    '(?:installation|upgrade)failed:[^;]{0,80}?(?:azurecr\\.|oci://|manifests)|getting(?:manifest|image)',
    'errorresponsefromdaemon:(?!conflict|nosuch|driver|container|oci|failedtocreate|create|dial|cannot|error)',
    // What only registries and their clients say.
    'createnewimage|pullaccessdenied|pullratelimit|cannotpullcontainer|registryerrorresponse|(?<!(?:start|stop|remove|create|run|running|starting)(?:the|a)?)dockerregistry|anonymoustoken|failedtofetchoauthtoken:|authconfigforserver|importfailed|invalidusername/password|receivedunexpectedhttp|forserver:',
    String.raw`/v2/[^\s?]{1,200}?/(?:manifests|blobs)/|(?:head|get)https?://[^\s?;]{1,200}?/manifests/`,
    String.raw`invalidfromflagvalue|imageisinvalidwithdetails|(?:get|head)https?://[^\s/]{0,253}/v2/:`,
    'scope=repository|oauth2/exchange|exchangerequest|dockerapi(?:exception|responded)',
    'basiccredentialnotfound|requestingbear(?:er)?token|operationisdisallowedonthisregistry|pullqpsexceeded',
    '(?:resolve(?:the)?host(?:name)?|enotfound|connect(?:ing|ion)?to)[:(]?x[x-]{0,62}(?:\\.[a-z0-9-]{1,40}){0,2}\\.azurecr\\.',
    'aka\\.ms/acr/|servermessage:insufficient_scope|httpreadseeker|^(?:error:)?downloadfailedafterattempts=|^(?:error:|err:|fatal:|\\W)?(?:unauthorized:authenticationrequired|(?:unauthorized:)?nobasicauthcredentials)\\W{0,3}$|\\{errors:\\[\\{code:\\w+,message:(?:authenticationrequired|manifest|clientwithip|toomany)|certificateisvalidfor[^;]{0,120}azurecr\\.',
    'pull(?:s|ing|ed)?(?:images?|charts?)?from(?:the|a|my|our|private|azure)*(?:acr|containerregistr|registr|dockerhub|ghcr|ecr|gcr|quay|harbor|mcr)',
    '%3apull|:pull&',
    String.raw`https?://[a-z0-9.*-]{0,80}azurecr\.|lookup[a-z0-9.-]{0,80}(?:azurecr\.|docker\.io|ghcr\.io|quay\.io|mcr\.microsoft)|https?://(?:registry-1\.docker|ghcr|quay)\.io/v2/|azurecr\.[a-z.]{2,20}:443|host=[a-z0-9.-]{0,80}azurecr\.|aka\.ms/acr|connectivity_|loginserver`,
    'azacr(?:login|check-health|import)|fetchbearertoken',
    'akscheck-acr',
    'dockerlogin|podmanlogin|helmregistrylogin|oraslogin|login-action|loggingin(?:to)?[a-z0-9./:-]{0,80}(?:regist|docker|azurecr)',
  ].join('|'),
  'g',
);
