/** Microsoft Graph: service principals and applications by appId, and the groups of a principal. */
import { type Answer, type Call, failure, json } from './call.ts';
import type { Tokens } from './tokens.ts';
import { text, type World } from './world.ts';

export function answerDirectory(call: Call, world: World, tokens: Tokens): Answer {
  const token = tokens.check(call.headers.authorization, `https://${call.host}`);
  if (!token) return failure(401, 'InvalidAuthenticationToken', 'Access token validation failure. Invalid audience.');
  const byApp = /^\/v1\.0\/(servicePrincipals|applications)\(appId='([^']+)'\)$/.exec(decodeURIComponent(call.path));
  if (byApp) {
    if (world.isForbidden('credentials', '/')) return denied();
    const [, kind, appId] = byApp;
    const found = world.credentials.find(
      item =>
        text(item, 'appId') === appId &&
        ['', token.tenant].includes(text(item, 'inTenant')) &&
        ('servicePrincipalType' in item ? 'servicePrincipals' : 'applications') === kind,
    );
    if (!found) return failure(404, 'Request_ResourceNotFound', `Resource '${appId}' does not exist.`);
    const wanted = call.query.get('$select')?.split(',') ?? Object.keys(found);
    return json(Object.fromEntries(wanted.map(name => [name, found[name] ?? null])));
  }
  const groups = /^\/v1\.0\/directoryObjects\/([^/]+)\/getMemberGroups$/.exec(call.path);
  if (groups && call.method === 'POST') {
    if (world.isForbidden('groups', '/')) return denied();
    return json({ value: world.groups.get(groups[1] ?? '') ?? [] });
  }
  return failure(404, 'Request_ResourceNotFound', call.path);
}

function denied(): Answer {
  return failure(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}
