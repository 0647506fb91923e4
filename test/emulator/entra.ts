/** The part of Microsoft Entra that a client credential needs. */
import { type Answer, type Call, json } from './call.ts';
import { audienceOf, type Tokens } from './tokens.ts';
import type { World } from './world.ts';

export function answerEntra(call: Call, world: World, tokens: Tokens): Answer {
  const tenant = call.path.split('/')[1] ?? '';
  const issuer = `https://login.microsoftonline.com/${tenant}`;
  if (call.path.endsWith('/discovery/instance')) {
    return json({
      tenant_discovery_endpoint: `${issuer}/v2.0/.well-known/openid-configuration`,
      metadata: [
        {
          preferred_network: 'login.microsoftonline.com',
          preferred_cache: 'login.windows.net',
          aliases: ['login.microsoftonline.com', 'login.windows.net'],
        },
      ],
    });
  }
  if (call.path.endsWith('/.well-known/openid-configuration')) {
    return json({
      issuer: `${issuer}/v2.0`,
      authorization_endpoint: `${issuer}/oauth2/v2.0/authorize`,
      token_endpoint: `${issuer}/oauth2/v2.0/token`,
      end_session_endpoint: `${issuer}/oauth2/v2.0/logout`,
      jwks_uri: `${issuer}/discovery/v2.0/keys`,
    });
  }
  if (call.path.endsWith('/oauth2/v2.0/token')) {
    const refused = world.signInError(tenant);
    if (refused)
      return json({ error: 'invalid_client', error_description: `${refused} Trace ID: 0 Correlation ID: 0` }, 401);
    const form = call.body instanceof URLSearchParams ? call.body : new URLSearchParams();
    const { value } = tokens.issue(tenant, audienceOf(form.get('scope') ?? ''));
    return json({
      token_type: 'Bearer',
      expires_in: tokens.lifetime,
      ext_expires_in: tokens.lifetime,
      access_token: value,
    });
  }
  return json({ error: 'invalid_request', error_description: call.path }, 400);
}
