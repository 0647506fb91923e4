import { createDefaultHttpClient, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';

/**
 * For tests and the demo: sends every request to an emulator on this computer, with the intended host as the first
 * segment of the path. It takes a port and no host, since a host could point it elsewhere. It sends only secrets of the
 * emulator's own: another listener there learns nothing. The emulator's tokens begin with `emulator.`, which no token
 * of Microsoft Entra does.
 */
export function loopback(port: number): HttpClient {
  const wire = createDefaultHttpClient();
  return {
    async sendRequest(request) {
      refuseRealSecrets(request);
      const { host, pathname, search } = new URL(request.url);
      const meant = request.url;
      request.url = `http://127.0.0.1:${port}/${host}${pathname}${search}`;
      request.allowInsecureConnection = true;
      delete request.proxySettings;
      delete request.agent;
      try {
        return await wire.sendRequest(request);
      } finally {
        request.url = meant;
      }
    },
  };
}

/** Tests and the demo set the variable to a port number. Any other value has no effect. */
export function loopbackPort(environment: Readonly<Record<string, string | undefined>>): number | undefined {
  const port = Number(environment['ACR_PULL_EMULATOR_PORT']);
  return Number.isInteger(port) && port > 0 && port < 65536 ? port : undefined;
}

const secretFields = /^(client_secret|client_assertion|refresh_token|access_token|password|code|assertion)$/;

function refuseRealSecrets({ headers, body }: PipelineRequest): void {
  const isForm = /x-www-form-urlencoded/.test(headers.get('content-type') ?? '');
  const form = new URLSearchParams(isForm && typeof body === 'string' ? body : '');
  const secrets = [...form].flatMap(([name, value]) => (secretFields.test(name) ? [value] : []));
  const bearer = headers.get('authorization')?.replace(/^Bearer /, '') ?? 'emulator.';
  if ([bearer, ...secrets].some(secret => !secret.startsWith('emulator.')))
    throw new Error('a real credential must not be sent to the emulator');
}
